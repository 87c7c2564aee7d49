use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
struct Users;

fn main() {}
