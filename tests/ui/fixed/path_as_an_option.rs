use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list() {}

fn main() {}
