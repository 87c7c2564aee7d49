use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show<T: std::str::FromStr>(id: T) {
    let _ = id;
}

fn main() {}
