use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> String {
    7.to_string()
}

fn main() {}
