use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::app(named)]
struct Admin {}

#[get("/")]
#[get("/", app = Admin)]
async fn index() {}

fn main() {}
