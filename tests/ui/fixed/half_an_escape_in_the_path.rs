use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/50%25")]
async fn show() {}

fn main() {}
