use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route(PSOT, "/login")]
async fn login() {}

fn main() {}
