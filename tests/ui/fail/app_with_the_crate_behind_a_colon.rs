use oxy::prelude::*;

#[oxy::app(crate: oxy)]
struct App {}

#[get("/")]
async fn index() -> &'static str {
    "index"
}

fn main() {}
