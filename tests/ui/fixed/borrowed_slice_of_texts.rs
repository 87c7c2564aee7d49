use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/tags")]
async fn list(tag: Vec<String>) -> String {
    tag.join(", ")
}

fn main() {}
