use oxy::prelude::*;

#[oxy::app(named)]
struct App {}

#[get("/", app = App)]
async fn index() -> &'static str {
    "index"
}

fn main() {}
