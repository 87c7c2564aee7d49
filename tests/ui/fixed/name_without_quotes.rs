use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", name = "users")]
async fn list() {}

fn main() {}
