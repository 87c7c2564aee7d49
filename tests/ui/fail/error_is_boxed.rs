use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> Result<String, Box<dyn std::error::Error>> {
    Ok(std::fs::read_to_string("count")?)
}

fn main() {}
