use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Broken;

#[get("/count")]
async fn count() -> Result<String, (StatusCode, Broken)> {
    Err((StatusCode::BAD_GATEWAY, Broken))
}

fn main() {}
