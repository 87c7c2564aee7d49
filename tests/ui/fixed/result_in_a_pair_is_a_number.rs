use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> (StatusCode, String) {
    (StatusCode::OK, 7.to_string())
}

fn main() {}
