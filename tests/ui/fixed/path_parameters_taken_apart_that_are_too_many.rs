use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/items/{id}")]
async fn show(id: u32) -> String {
    format!("{id}")
}

fn main() {}
