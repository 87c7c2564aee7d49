#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

#[put("/nothing")]
fn nothing() {}

#[delete("/unit")]
async fn unit() -> () {}

#[get("/text")]
fn plain(name: Option<String>) -> String {
    name.unwrap_or_default()
}

#[head("/text")]
async fn head_of_text() -> StatusCode {
    StatusCode::OK
}

#[options("/text")]
async fn options_of_text() {}

#[patch("/text")]
async fn patch_text() {}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {})).unwrap();
    let answer = client.request(Method::PUT, "/nothing").send().await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(client.get("/text?name=x").send().await.text(), "x");
    // The functions stay what they were.
    nothing();
    unit().await;
    assert_eq!(plain(None), "");
}
