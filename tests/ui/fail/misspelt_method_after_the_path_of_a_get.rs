use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", PSOT)]
async fn users() -> &'static str {
    "users"
}

fn main() {}
