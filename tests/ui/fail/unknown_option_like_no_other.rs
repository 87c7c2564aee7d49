use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", timeout = 10)]
async fn list() {}

fn main() {}
