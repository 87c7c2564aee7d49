use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(#[default(20)] limit: u32) {
    let _ = limit;
}

fn main() {}
