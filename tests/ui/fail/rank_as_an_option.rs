use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{name}", rank = 2)]
async fn show(name: String) -> String {
    name
}

fn main() {}
