use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/{*rest}/edit")]
async fn show(rest: String) {
    let _ = rest;
}

fn main() {}
