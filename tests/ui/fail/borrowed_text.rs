use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{name}")]
async fn show(name: &str) {
    let _ = name;
}

fn main() {}
