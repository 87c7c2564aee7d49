use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/my%20files")]
async fn show() {}

fn main() {}
