use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
#[route(GET, POST, "/users")]
async fn list() {}

fn main() {}
