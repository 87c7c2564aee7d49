use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", POST)]
async fn list() {}

fn main() {}
