use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn index() -> &'static str {
    "hello"
}

fn main() {
    let _ = oxy::serve(App {}).routes(routes![index]);
}
