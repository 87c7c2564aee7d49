use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route(GET, "/coffee")]
async fn coffee() {}

fn main() {}
