use oxy::prelude::*;

#[oxy::app(nmaed)]
struct Admin {}

#[get("/users", app = Admin)]
async fn list() {}

fn main() {}
