use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/users", status = 201)]
async fn add() -> &'static str {
    "added"
}

fn main() {}
