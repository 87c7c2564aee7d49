use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn show() {}

fn main() {}
