#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

#[get("/users")]
async fn users() -> &'static str {
    "without a slash"
}

#[get("/users/")]
async fn users_and_a_slash() -> &'static str {
    "with a slash"
}

#[get("/:id", allow(colon))]
async fn colon() -> &'static str {
    "colon"
}

#[get("/*", allow(star))]
async fn star() -> &'static str {
    "star"
}

#[get("/a*b:c")]
async fn within() -> &'static str {
    "within"
}

#[get("/caf%C3%A9/{größe}")]
async fn escaped(größe: u8) -> String {
    größe.to_string()
}

#[get("/{a}/{b}/{*c}")]
async fn many(c: String, a: u8, b: char) -> String {
    format!("{a} {b} {c}")
}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {})).unwrap();
    for (path, answer) in [
        ("/users", "without a slash"),
        ("/users/", "with a slash"),
        ("/:id", "colon"),
        ("/*", "star"),
        ("/a*b:c", "within"),
        ("/caf%C3%A9/7", "7"),
        ("/1/b/c/d", "1 b c/d"),
    ] {
        assert_eq!(client.get(path).send().await.text(), answer, "{path}");
    }
}
