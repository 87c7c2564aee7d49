use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> Option<u64> {
    None
}

fn main() {}
