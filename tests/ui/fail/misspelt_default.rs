use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(#[defualt(20)] limit: u32) {
    let _ = limit;
}

fn main() {}
