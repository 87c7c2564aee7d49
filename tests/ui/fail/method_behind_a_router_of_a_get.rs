use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api")]
static API: Router;

#[get(API, POST, "/users")]
async fn list() {}

fn main() {}
