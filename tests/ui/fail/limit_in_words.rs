use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/upload", limit = "much")]
async fn upload(body: Bytes) -> Bytes {
    body
}

fn main() {}
