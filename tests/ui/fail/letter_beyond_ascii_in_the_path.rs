use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/café")]
async fn show() {}

fn main() {}
