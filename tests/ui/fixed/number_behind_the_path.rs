use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", name = "10")]
async fn list() {}

fn main() {}
