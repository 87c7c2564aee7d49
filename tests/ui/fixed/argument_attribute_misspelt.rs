use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(page: u32) {
    let _ = page;
}

fn main() {}
