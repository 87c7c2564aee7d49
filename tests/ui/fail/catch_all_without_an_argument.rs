use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/files/{*path}")]
async fn file() {}

fn main() {}
