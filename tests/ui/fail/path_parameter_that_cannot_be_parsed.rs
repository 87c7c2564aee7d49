use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Id(u64);

#[get("/users/{id}")]
async fn show(id: Id) {
    drop(id);
}

fn main() {}
