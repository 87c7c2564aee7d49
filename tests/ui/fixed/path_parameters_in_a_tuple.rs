use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/shelves/{shelf}/items/{item}")]
async fn show(shelf: u32, item: u32) -> String {
    format!("{shelf} {item}")
}

fn main() {}
