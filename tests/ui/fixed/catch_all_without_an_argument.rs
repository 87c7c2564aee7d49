use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/files/{*path}")]
async fn file(path: String) {
    let _ = path;
}

fn main() {}
