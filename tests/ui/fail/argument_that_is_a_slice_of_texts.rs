use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(tag: [String]) -> String {
    tag.join(", ")
}

fn main() {}
