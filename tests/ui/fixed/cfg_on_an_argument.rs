use oxy::prelude::*;

#[oxy::app]
struct App {}

#[cfg(unix)]
#[get("/users")]
async fn list(page: Option<u32>) {
    let _ = page;
}

#[cfg(not(unix))]
#[get("/users")]
async fn list() {}

fn main() {}
