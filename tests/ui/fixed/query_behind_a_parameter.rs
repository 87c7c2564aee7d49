use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/items/{id}")]
async fn item(id: u64, page: u64) -> String {
    (id + page).to_string()
}

fn main() {}
