use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", method = "POST")]
async fn list() {}

fn main() {}
