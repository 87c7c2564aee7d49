use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route(GET, POST, GET, "/users")]
async fn list() {}

fn main() {}
