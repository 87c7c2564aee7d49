use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(#[qurey] page: u32) {
    let _ = page;
}

fn main() {}
