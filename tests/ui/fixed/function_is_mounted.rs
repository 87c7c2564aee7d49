use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn index() {}

fn main() -> oxy::Result {
    oxy::serve(App {}).run()
}
