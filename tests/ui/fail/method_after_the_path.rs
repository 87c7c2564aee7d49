use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route("/users", GET)]
async fn list() {}

fn main() {}
