use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::app(named)]
struct Trial {}

#[get("/users", app = Trial)]
async fn list() {}

fn main() {}
