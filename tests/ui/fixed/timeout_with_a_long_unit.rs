use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/upload", timeout = "5 min")]
async fn upload(body: Bytes) -> Bytes {
    body
}

fn main() {}
