use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(id: u64) -> String {
    id.to_string()
}

#[get("/")]
async fn index() -> String {
    url!(show, id = "seven").to_string()
}

fn main() {}
