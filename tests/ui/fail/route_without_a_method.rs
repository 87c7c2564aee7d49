use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route("/users")]
async fn list() {}

fn main() {}
