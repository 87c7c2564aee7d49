use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/upload", timeout = "5 minutes")]
async fn upload(body: Bytes) -> Bytes {
    body
}

fn main() {}
