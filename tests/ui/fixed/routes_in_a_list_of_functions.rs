use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list() {}

fn main() {
    let _ = oxy::serve(App {}).routes(oxy::routes![list]);
}
