use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(ids: u64) {
    let _ = ids;
}

fn main() {}
