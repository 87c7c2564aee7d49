use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
fn list() {}

fn main() {}
