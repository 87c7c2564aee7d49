use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", name = "text")]
async fn list() {}

fn main() {}
