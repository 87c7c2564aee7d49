use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/<id>")]
async fn show(id: u64) {
    drop(id);
}

fn main() {}
