use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(Debug)]
struct Broken;

#[get("/count")]
async fn count() -> Result<String, Broken> {
    Err(Broken)
}

fn main() {}
