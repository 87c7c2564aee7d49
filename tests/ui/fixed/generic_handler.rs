use oxy::prelude::*;

#[oxy::app]
struct App {}

async fn show<T: std::str::FromStr>(id: T) {
    let _ = id;
}

#[get("/users/{id}")]
async fn show_number(id: u64) {
    show(id).await;
}

fn main() {}
