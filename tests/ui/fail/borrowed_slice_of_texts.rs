use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/tags")]
async fn list(tag: &[&str]) -> String {
    tag.join(", ")
}

fn main() {}
