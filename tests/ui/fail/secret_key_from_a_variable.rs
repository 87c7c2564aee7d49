use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn index() {}

fn main() -> oxy::Result {
    oxy::serve(App {}).secret_key(std::env::var("OXY_SECRET_KEY")).run()
}
