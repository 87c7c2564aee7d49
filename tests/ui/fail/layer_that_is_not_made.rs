use oxy::prelude::*;

#[oxy::app]
struct App {}

fn stamped() -> oxy::Layer {
    oxy::Layer::new(async |request: Request, next: oxy::Next| next.run(request).await)
}

#[get("/")]
async fn index() {}

fn main() -> oxy::Result {
    oxy::serve(App {}).layer(stamped).run()
}
