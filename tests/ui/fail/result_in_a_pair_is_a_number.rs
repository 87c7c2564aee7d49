use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> (StatusCode, u64) {
    (StatusCode::OK, 7)
}

fn main() {}
