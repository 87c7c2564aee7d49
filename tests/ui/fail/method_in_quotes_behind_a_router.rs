use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api")]
static API: Router;

#[route(API, "GET", "/users")]
async fn list() {}

fn main() {}
