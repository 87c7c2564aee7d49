use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Id(u64);

#[get("/users/{id}")]
async fn show(id: Id) {
    let _ = id;
}

fn main() {}
