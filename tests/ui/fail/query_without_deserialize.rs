use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Page {
    number: u32,
}

#[get("/users")]
async fn list(page: Query<Page>) {
    let _ = page;
}

fn main() {}
