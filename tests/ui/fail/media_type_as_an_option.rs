use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/users", format = "json")]
async fn list() {}

fn main() {}
