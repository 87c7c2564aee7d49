use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("POST", "/users")]
async fn list() {}

fn main() {}
