use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route("GET", "/users", POST)]
async fn list() {}

fn main() {}
