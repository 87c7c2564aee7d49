use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(#[serde(default)] limit: u32) {
    let _ = limit;
}

fn main() {}
