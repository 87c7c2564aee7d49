use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::app(named)]
struct Trial {}

#[get("/users", app = try)]
async fn list() {}

fn main() {}
