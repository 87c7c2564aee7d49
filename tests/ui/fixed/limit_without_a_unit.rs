use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/upload", limit = "1024 B")]
async fn upload(body: Bytes) -> Bytes {
    body
}

fn main() {}
