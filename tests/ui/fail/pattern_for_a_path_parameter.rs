use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/points/{point}")]
async fn show((x, y): (u8, u8)) {
    drop((x, y));
}

fn main() {}
