use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async unsafe fn list() {}

fn main() {}
