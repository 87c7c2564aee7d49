use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/items/{id}")]
async fn show(Path((id, name)): Path<(u32, String)>) -> String {
    format!("{id} {name}")
}

fn main() {}
