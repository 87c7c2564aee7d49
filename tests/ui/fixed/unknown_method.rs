use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route(POST, "/login")]
async fn login() {}

fn main() {}
