use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(headers: &Headers) {
    let _ = headers;
}

fn main() {}
