use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> (StatusCode, &'static str) {
    (StatusCode::CREATED, "created")
}

fn main() {}
