use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show() {}

fn main() {}
