use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn index() {}

fn main() {
    let _ = oxy::serve(App {}).routes(routes!["index"]);
}
