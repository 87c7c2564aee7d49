use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route(GET, POST, PUT, "/users")]
async fn users() -> &'static str {
    "users"
}

fn main() {}
