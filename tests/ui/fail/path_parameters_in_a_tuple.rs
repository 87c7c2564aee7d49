use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/shelves/{shelf}/items/{item}")]
async fn show((shelf, item): (u32, u32)) -> String {
    format!("{shelf} {item}")
}

fn main() {}
