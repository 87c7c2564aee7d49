use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", POST, PUT)]
async fn users() -> &'static str {
    "users"
}

fn main() {}
