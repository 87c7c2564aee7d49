use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn show() {}

fn main() {}
