use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get(concat!("/users", "/new"))]
async fn new() {}

fn main() {}
