use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(id: String) -> String {
    id
}

#[get("/")]
async fn index() -> Option<String> {
    url!(show, id = "7").ok().map(|link| link.to_string())
}

fn main() {}
