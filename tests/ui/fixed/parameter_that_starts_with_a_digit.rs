use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{first}")]
async fn show(first: u64) {
    let _ = first;
}

fn main() {}
