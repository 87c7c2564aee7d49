use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/by/{type}")]
async fn list() {}

fn main() {}
