use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
extern "C" fn list() {}

fn main() {}
