use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{self}")]
async fn show() {}

fn main() {}
