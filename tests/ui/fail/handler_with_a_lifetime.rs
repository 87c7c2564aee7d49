use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{name}")]
async fn show<'a>(name: &'a str) {
    drop(name);
}

fn main() {}
