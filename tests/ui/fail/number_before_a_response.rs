use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> (u16, &'static str) {
    (201, "created")
}

fn main() {}
