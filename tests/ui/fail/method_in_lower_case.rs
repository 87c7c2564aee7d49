use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route(get, "/users")]
async fn list() {}

fn main() {}
