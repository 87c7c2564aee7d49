use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/<int:id>")]
async fn show(id: u64) {
    let _ = id;
}

fn main() {}
