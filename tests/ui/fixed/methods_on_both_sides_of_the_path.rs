use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route(GET, POST, "/users")]
async fn list() {}

fn main() {}
