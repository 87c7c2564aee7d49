use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/new")]
async fn new() {}

fn main() {}
