use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/files/{*rest}")]
async fn show(rest: String) {
    let _ = rest;
}

fn main() {}
