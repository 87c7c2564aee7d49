use oxy::prelude::*;

#[oxy::app]
struct App<T> {
    store: T,
}

#[get("/users")]
async fn list() {}

fn main() -> oxy::Result {
    oxy::serve(App { store: 1 }).run()
}
