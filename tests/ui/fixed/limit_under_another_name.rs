use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/upload", limit = "10 MiB")]
async fn upload(body: Bytes) -> Bytes {
    body
}

fn main() {}
