use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users#top")]
async fn show() {}

fn main() {}
