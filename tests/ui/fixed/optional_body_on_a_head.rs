use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/length")]
async fn length(content: Option<Bytes>) -> String {
    content.unwrap_or_default().len().to_string()
}

fn main() {}
