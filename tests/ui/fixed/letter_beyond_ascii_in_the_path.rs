use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/caf%C3%A9")]
async fn show() {}

fn main() {}
