use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api", tags = ["api"])]
static API: Router;

#[get(API, "/users")]
async fn list() {}

fn main() {}
