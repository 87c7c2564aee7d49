use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{name}")]
async fn show(name: String) {
    let _ = name;
}

fn main() {}
