use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users" "/people")]
async fn list() {}

fn main() {}
