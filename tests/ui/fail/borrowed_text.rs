use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{name}")]
async fn show(name: &str) {
    drop(name);
}

fn main() {}
