use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(ids: u64) {
    drop(ids);
}

fn main() {}
