use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", prefix = "/api")]
async fn list() {}

fn main() {}
