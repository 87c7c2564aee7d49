use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/items/{item_id}")]
async fn show(id: u32) -> String {
    id.to_string()
}

fn main() {}
