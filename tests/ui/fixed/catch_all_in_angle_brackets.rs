use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/files/{*path}")]
async fn show(path: String) {
    let _ = path;
}

fn main() {}
