use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/login")]
async fn login() {}

fn main() {}
