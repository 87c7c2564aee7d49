use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list() -> impl Iterator<Item = String> {
    ["Ann".to_owned()].into_iter()
}

fn main() {}
