use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/my files")]
async fn show() {}

fn main() {}
