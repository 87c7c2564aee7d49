use oxy::prelude::*;

#[oxy::app]
struct App {
    name: String,
}

#[get("/", state = String)]
async fn index() -> String {
    String::new()
}

fn main() {}
