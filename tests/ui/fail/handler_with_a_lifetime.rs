use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{name}")]
async fn show<'a>(name: &'a str) {
    let _ = name;
}

fn main() {}
