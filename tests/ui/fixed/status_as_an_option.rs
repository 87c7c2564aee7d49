use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/users")]
async fn add() -> (StatusCode, &'static str) {
    (StatusCode::CREATED, "added")
}

fn main() {}
