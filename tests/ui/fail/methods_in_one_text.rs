use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route("get, post", "/users")]
async fn list() {}

fn main() {}
