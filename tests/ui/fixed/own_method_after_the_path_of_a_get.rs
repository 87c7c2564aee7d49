use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn users() -> &'static str {
    "users"
}

fn main() {}
