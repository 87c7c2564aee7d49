use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", name = "list", name = "all")]
async fn list() {}

fn main() {}
