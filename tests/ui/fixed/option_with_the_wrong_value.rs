use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", tags = ["users"])]
async fn list() {}

fn main() {}
