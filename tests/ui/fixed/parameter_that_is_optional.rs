use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
#[get("/users")]
async fn show(id: Option<u64>) {
    let _ = id;
}

fn main() {}
