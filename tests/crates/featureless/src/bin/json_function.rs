use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/login")]
async fn login() -> Response {
    json(&["Ann"])
}

fn main() {}
