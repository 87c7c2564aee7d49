use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/new")]
async fn show() {}

fn main() {}
