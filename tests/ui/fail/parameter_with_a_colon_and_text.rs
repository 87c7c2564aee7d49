use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/:id.json")]
async fn show(id: String) {
    let _ = id;
}

fn main() {}
