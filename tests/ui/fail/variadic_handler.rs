use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(page: u32, _: ...) {
    let _ = page;
}

fn main() {}
