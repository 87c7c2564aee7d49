use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list() -> Vec<String> {
    Vec::new()
}

fn main() {}
