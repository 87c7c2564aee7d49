use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/files/{*tail}")]
async fn show(tail: String) {
    let _ = tail;
}

fn main() {}
