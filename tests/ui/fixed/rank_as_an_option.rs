use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{name}")]
async fn show(name: String) -> String {
    name
}

fn main() {}
