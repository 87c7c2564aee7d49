use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/{year}{month}")]
async fn show(year: u32, month: u32) {
    let _ = (year, month);
}

fn main() {}
