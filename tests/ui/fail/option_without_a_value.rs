use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", name)]
async fn list() {}

fn main() {}
