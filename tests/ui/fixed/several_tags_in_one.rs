use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", tags = ["users", "public"])]
async fn list() {}

fn main() {}
