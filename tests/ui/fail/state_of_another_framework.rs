use oxy::prelude::*;

struct Store {
    shelves: u32,
}

#[oxy::app]
struct App {
    store: Store,
}

#[get("/shelves")]
async fn shelves(store: &State<Store>) -> String {
    store.shelves.to_string()
}

fn main() {}
