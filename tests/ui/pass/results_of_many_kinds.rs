#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

#[get("/impl")]
async fn hidden() -> impl IntoResponse {
    "hidden"
}

#[get("/impl-in-result")]
async fn hidden_in_result() -> Result<impl IntoResponse, Error> {
    Ok("hidden")
}

#[get("/tuple")]
async fn tuple() -> (StatusCode, [(&'static str, &'static str); 1], String) {
    (StatusCode::CREATED, [("x-a", "1")], "tuple".to_owned())
}

#[get("/option")]
async fn option() -> Option<Result<Html<String>, (StatusCode, &'static str)>> {
    None
}

type Answer<T = String> = Result<T, StatusCode>;

#[get("/alias")]
async fn alias() -> Answer {
    Err(StatusCode::IM_A_TEAPOT)
}

#[get("/borrowed")]
async fn borrowed() -> &'static str {
    "borrowed"
}

struct Mine;

impl IntoResponse for Mine {
    fn into_response(self) -> Response {
        text("mine")
    }
}

#[get("/mine")]
async fn mine() -> Mine {
    Mine
}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {})).unwrap();
    assert_eq!(client.get("/impl").send().await.text(), "hidden");
    assert_eq!(client.get("/tuple").send().await.header("x-a"), Some("1"));
    assert_eq!(
        client.get("/option").send().await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        client.get("/alias").send().await.status(),
        StatusCode::IM_A_TEAPOT
    );
    assert_eq!(client.get("/mine").send().await.text(), "mine");
}
