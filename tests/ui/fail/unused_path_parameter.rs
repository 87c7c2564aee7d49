#![deny(warnings)]

use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(_id: u64) {}

fn main() {
    let _ = oxy::serve(App {});
}
