use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(_: u64) {}

fn main() {}
