use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/items/{id}?page")]
async fn item(id: u64) -> String {
    id.to_string()
}

fn main() {}
