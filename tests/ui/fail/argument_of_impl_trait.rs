use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(filter: impl std::str::FromStr) {
    let _ = filter;
}

fn main() {}
