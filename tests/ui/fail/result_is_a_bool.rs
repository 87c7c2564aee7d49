use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/ready")]
async fn ready() -> bool {
    true
}

fn main() {}
