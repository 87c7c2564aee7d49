use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/items")]
async fn items(page: u64) -> String {
    page.to_string()
}

fn main() {}
