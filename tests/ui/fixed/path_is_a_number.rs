use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/100")]
async fn index() {}

fn main() {}
