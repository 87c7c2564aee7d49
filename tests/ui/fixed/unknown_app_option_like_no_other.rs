use oxy::prelude::*;

#[oxy::app(named)]
struct Admin {}

#[get("/users", app = Admin)]
async fn list() {}

fn main() {}
