use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api", "/v1")]
static API: Router;

#[get(API, "/users")]
async fn list() {}

fn main() {}
