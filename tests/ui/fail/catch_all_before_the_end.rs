use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/{*rest}/edit")]
async fn show(rest: String) {
    drop(rest);
}

fn main() {}
