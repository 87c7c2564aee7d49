use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id:u64}")]
async fn show(id: u64) {
    drop(id);
}

fn main() {}
