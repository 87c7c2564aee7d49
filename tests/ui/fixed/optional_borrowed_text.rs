use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn users(name: Option<String>) -> String {
    name.unwrap_or_default().to_owned()
}

fn main() {}
