use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn helper() {}

fn main() {
    let _ = oxy::serve(App {}).routes(routes![helper]);
}
