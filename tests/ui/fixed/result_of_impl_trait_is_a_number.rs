use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
fn count() -> impl IntoResponse {
    7.to_string()
}

fn main() {}
