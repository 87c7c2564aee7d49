use oxy::prelude::*;

#[oxy::app]
struct App {
    store: i32,
}

#[get("/users")]
async fn list() {}

fn main() -> oxy::Result {
    oxy::serve(App { store: 1 }).run()
}
