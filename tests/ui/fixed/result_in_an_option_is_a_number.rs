use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> Option<String> {
    None
}

fn main() {}
