use oxy::prelude::*;

#[oxy::app]
struct App {}

fn stamped() -> oxy::Layer {
    oxy::Layer::new(async |request: Request, next: oxy::Next| next.run(request).await)
}

#[get("/users", layer = stamped)]
async fn list() {}

fn main() {}
