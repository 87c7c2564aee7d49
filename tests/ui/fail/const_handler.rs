use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
const fn list() {}

fn main() {}
