use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", 10)]
async fn list() {}

fn main() {}
