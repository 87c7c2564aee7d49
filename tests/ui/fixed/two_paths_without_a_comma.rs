use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
#[get("/people")]
async fn list() {}

fn main() {}
