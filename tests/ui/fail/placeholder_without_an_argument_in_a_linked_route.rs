use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show() -> String {
    String::new()
}

#[get("/")]
async fn index() -> String {
    url!(show, id = 7).to_string()
}

fn main() {}
