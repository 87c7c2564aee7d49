use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", cached)]
async fn list() {}

fn main() {}
