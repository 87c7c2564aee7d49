use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api", allow(colon))]
static API: Router;

fn main() {}
