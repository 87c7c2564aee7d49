use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/upload", timeout)]
async fn upload(body: Bytes) -> Bytes {
    body
}

fn main() {}
