use oxy::prelude::*;

#[oxy::app]
struct App {
    store: String,
}

#[get("/users")]
async fn list() {}

fn main() {}
