use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route(GET, "/users")]
async fn list() {}

fn main() {}
