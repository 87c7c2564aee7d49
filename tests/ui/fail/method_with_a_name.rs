use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route("/users", method = "GET")]
async fn list() {}

fn main() {}
