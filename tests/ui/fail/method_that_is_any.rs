use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route("/users", method = any)]
async fn list() {}

fn main() {}
