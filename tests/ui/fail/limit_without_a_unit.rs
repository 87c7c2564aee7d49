use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/upload", limit = 1024)]
async fn upload(body: Bytes) -> Bytes {
    body
}

fn main() {}
