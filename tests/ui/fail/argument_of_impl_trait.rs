use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(filter: impl std::str::FromStr) {
    drop(filter);
}

fn main() {}
