use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(id: i64) {
    let _ = id;
}

fn main() {}
