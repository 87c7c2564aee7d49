//! What `allow(..)` lets pass.
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

#[get("/search", allow(get_body))]
async fn search(text: Text) -> String {
    text.0
}

#[get("/users/{name}", allow(unused_parameter))]
async fn show(_name: String) -> &'static str {
    "someone"
}

#[get("/users/me", allow(shadow))]
async fn me() -> &'static str {
    "me"
}

#[get("/:name", allow(colon, unused_parameter))]
async fn colon() -> &'static str {
    "a colon"
}

#[oxy::router("/:api", allow(colon))]
static API: Router;

#[get(API, "/status")]
async fn status() -> &'static str {
    "fine"
}

/// Whoever takes the whole request need not want its body.
#[get("/method")]
async fn method(request: Request) -> String {
    request.method().to_string()
}

#[route(GET, POST, "/note")]
async fn note(text: Option<Text>) -> String {
    text.map(|text| text.0).unwrap_or_default()
}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {})).unwrap();
    let sent = client.get("/search").header("content-type", "text/plain").body("tea");
    assert_eq!(sent.send().await.text(), "tea");
    for (path, answer) in [
        ("/users/alice", "someone"),
        ("/users/me", "me"),
        ("/:name", "a colon"),
        ("/:api/status", "fine"),
        ("/method", "GET"),
        ("/note", ""),
    ] {
        assert_eq!(client.get(path).send().await.text(), answer);
    }
}
