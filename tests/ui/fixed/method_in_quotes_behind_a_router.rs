use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api")]
static API: Router;

#[route(GET, API, "/users")]
async fn list() {}

fn main() {}
