use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get(API, "/users")]
async fn list() {}

fn main() {}
