use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/upload", timeout = "90 s")]
async fn upload(body: Bytes) -> Bytes {
    body
}

fn main() {}
