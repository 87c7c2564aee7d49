use oxy::prelude::*;

#[oxy::app]
struct App {}

fn checked() -> oxy::Layer {
    oxy::Layer::new(async |request: Request, next: oxy::Next| next.run(request).await)
}

#[get("/users", layer = checked)]
async fn list() {}

fn main() {}
