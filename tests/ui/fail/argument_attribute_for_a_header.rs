use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn index(#[header] range: Option<String>) -> String {
    range.unwrap_or_default()
}

fn main() {}
