use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users", middleware = checked)]
async fn list() {}

fn main() {}
