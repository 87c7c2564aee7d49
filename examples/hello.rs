//! The smallest program: `cargo run --example hello`, then `curl localhost:8080/hello/world`.

use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/hello/{name}")]
async fn hello(name: String) -> String {
    format!("Hello, {name}!")
}

fn main() -> oxy::Result {
    oxy::serve(App {}).run()
}
