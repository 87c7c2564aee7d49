use oxy::prelude::*;

#[oxy::app]
struct App {}

const STAMP: &str = "stamped";

#[oxy::router("/api", layer = STAMP)]
static API: Router;

#[get(API, "/users")]
async fn list() {}

fn main() {}
