use oxy::prelude::*;

#[oxy::app]
struct App {}

const HOME: &str = "/home";

#[get("/home")]
async fn home() {}

fn main() {}
