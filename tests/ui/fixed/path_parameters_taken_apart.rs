use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/{year}/{month}")]
async fn show(year: u16, month: u8) -> String {
    format!("{year}-{month}")
}

fn main() {}
