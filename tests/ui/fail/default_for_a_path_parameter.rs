use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(#[default(1)] id: u64) {
    let _ = id;
}

fn main() {}
