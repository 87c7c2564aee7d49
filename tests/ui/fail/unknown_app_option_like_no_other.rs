use oxy::prelude::*;

#[oxy::app(second)]
struct Admin {}

#[get("/users", app = Admin)]
async fn list() {}

fn main() {}
