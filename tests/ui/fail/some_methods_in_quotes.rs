use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route(GET, "POST", "PUT", "/users")]
async fn list() {}

fn main() {}
