use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Page {
    number: u32,
}

#[get("/users")]
async fn list(page: Query<Page>) {
    drop(page);
}

fn main() {}
