use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn users(name: Option<&str>) -> String {
    name.unwrap_or_default().to_owned()
}

fn main() {}
