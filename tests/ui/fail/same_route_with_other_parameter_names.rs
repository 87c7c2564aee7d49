use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/rooms/{id}")]
async fn by_id(id: u64) {
    let _ = id;
}

#[get("/rooms/{name}")]
async fn by_name(name: String) {
    let _ = name;
}

fn main() {}
