use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/hello")]
async fn index() {}

fn main() {}
