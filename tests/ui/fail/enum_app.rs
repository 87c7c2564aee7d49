use oxy::prelude::*;

#[oxy::app]
enum App {
    Test,
    Live,
}

#[get("/users")]
async fn list() {}

fn main() {}
