use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(#[cfg(unix)] page: Option<u32>) {
    let _ = page;
}

fn main() {}
