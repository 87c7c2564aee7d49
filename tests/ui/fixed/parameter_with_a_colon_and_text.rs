use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(id: String) {
    let _ = id;
}

fn main() {}
