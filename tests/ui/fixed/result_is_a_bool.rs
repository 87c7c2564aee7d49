use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/ready")]
async fn ready() -> String {
    true.to_string()
}

fn main() {}
