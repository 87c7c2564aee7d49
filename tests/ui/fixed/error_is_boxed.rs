use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> Result<String, oxy::Error> {
    Ok(std::fs::read_to_string("count")?)
}

fn main() {}
