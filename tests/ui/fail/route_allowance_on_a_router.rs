use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api", allow(shadow))]
static API: Router;

fn main() {}
