use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", tag = ["users", "public"])]
async fn list() {}

fn main() {}
