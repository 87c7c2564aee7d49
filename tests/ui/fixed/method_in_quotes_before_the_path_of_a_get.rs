use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/users")]
async fn list() {}

fn main() {}
