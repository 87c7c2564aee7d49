use oxy::prelude::*;

#[oxy::app]
struct App {}

const HOME: &str = "/home";

#[get(HOME)]
async fn home() {}

fn main() {}
