use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(id: Uuid) -> String {
    let _ = id;
    String::new()
}

fn main() {}
