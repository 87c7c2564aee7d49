use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users?page=1")]
async fn show(page: u32) {
    let _ = page;
}

fn main() {}
