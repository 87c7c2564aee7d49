use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/count")]
async fn count(body: Bytes) -> String {
    body.len().to_string()
}

fn main() {}
