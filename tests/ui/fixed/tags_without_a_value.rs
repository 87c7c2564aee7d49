use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api", tags = ["one", "two"])]
static API: Router;

#[get(API, "/users")]
async fn list() {}

fn main() {}
