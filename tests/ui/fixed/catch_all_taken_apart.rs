use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/files/{*path}")]
async fn file(path: String) -> String {
    path
}

fn main() {}
