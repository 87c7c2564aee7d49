use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(filter: String) {
    let _ = filter;
}

fn main() {}
