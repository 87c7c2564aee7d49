#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Page {
    number: u32,
}

#[post("/list")]
async fn list(page: Option<Query<Page>>, body: Result<Json<Vec<u32>>, Rejection>) -> String {
    let number = page.map(|page| page.number);
    format!("{number:?} {:?}", body.map(|list| list.len()).ok())
}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {})).unwrap();
    let request = client.post("/list?number=3").json(&[1, 2]);
    assert_eq!(request.send().await.text(), "Some(3) Some(2)");
    let request = client.post("/list").body("none");
    assert_eq!(request.send().await.text(), "None None");
}
