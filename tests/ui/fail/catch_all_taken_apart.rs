use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/files/{*path}")]
async fn file(Path(path): Path<String>) -> String {
    path
}

fn main() {}
