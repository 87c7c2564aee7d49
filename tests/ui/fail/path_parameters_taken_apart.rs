use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/{year}/{month}")]
async fn show(Path((year, month)): Path<(u16, u8)>) -> String {
    format!("{year}-{month}")
}

fn main() {}
