use oxy::prelude::*;

#[oxy::app]
struct App {}

fn stamp() -> oxy::Layer {
    oxy::Layer::new(async |request: Request, next: oxy::Next| next.run(request).await)
}

#[oxy::router("/api", layer = stamp)]
static API: Router;

#[get(API, "/users")]
async fn list() {}

fn main() {}
