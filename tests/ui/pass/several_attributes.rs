#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

#[get("/books")]
#[get("/books/{genre}", name = "genre")]
#[oxy::route(POST, PUT, "/library/{genre}")]
async fn books(genre: Option<String>, #[default(20)] limit: u32) -> String {
    format!("{genre:?} {limit}")
}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {}).routes(routes![books])).unwrap();
    assert_eq!(client.get("/books").send().await.text(), "None 20");
    assert_eq!(
        client.get("/books?genre=a").send().await.text(),
        "Some(\"a\") 20"
    );
    assert_eq!(
        client.get("/books/b?limit=1").send().await.text(),
        "Some(\"b\") 1"
    );
    assert_eq!(
        client.post("/library/c").send().await.text(),
        "Some(\"c\") 20"
    );
}
