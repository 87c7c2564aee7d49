use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", post)]
async fn users() -> &'static str {
    "users"
}

fn main() {}
