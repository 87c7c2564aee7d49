use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get(path = "/users")]
async fn list() {}

fn main() {}
