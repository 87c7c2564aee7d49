#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

#[get("/get/{site}")]
async fn get(request: String, site: String, argument_0: Option<u8>, app: Option<u8>) -> String {
    format!("{request} {site} {argument_0:?} {app:?}")
}

#[get("/config")]
async fn config() {}

#[get("/prepare")]
async fn prepare(prepare: Option<String>) -> Option<String> {
    prepare
}

#[get("/boxed")]
async fn boxed() {}

#[get("/serve")]
async fn serve() {}

#[get("/route")]
async fn route() {}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {})).unwrap();
    let answer = client.get("/get/here?request=r&argument_0=1").send().await;
    assert_eq!(answer.text(), "r here Some(1) None");
    assert_eq!(client.routes().routes().len(), 6);
}
