use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/items/{item_id}")]
async fn show(item_id: u32) -> String {
    item_id.to_string()
}

fn main() {}
