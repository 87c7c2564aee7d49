use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::app(named)]
struct Admin {}

#[get("/")]
async fn index() {}

#[get("/", app = Admin)]
async fn admin() {
    index().await
}

fn main() {}
