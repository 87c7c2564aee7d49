use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api")]
static API: Router;

#[post(API, "/users")]
async fn list() {}

fn main() {}
