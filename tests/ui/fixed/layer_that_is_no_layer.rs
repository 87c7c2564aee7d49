use oxy::prelude::*;

#[oxy::app]
struct App {}

fn stamp() -> oxy::Layer {
    oxy::Layer::new(async |request: Request, next: oxy::Next| next.run(request).await)
}

#[get("/users", layer = stamp)]
async fn list() {}

fn main() {}
