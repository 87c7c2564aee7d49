use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", GET)]
async fn users() -> &'static str {
    "users"
}

fn main() {}
