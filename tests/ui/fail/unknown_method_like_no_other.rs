use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route(BREW, "/coffee")]
async fn coffee() {}

fn main() {}
