use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", nmae = "list")]
async fn list() {}

fn main() {}
