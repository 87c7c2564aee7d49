use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/users")]
async fn users() -> &'static str {
    "users"
}

fn main() {}
