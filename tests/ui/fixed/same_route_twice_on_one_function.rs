use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
#[route(POST, "/users")]
async fn list() {}

fn main() {}
