use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", name = "list")]
async fn list() {}

fn main() {}
