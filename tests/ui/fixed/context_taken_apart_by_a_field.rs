use oxy::prelude::*;

struct Store {
    shelves: u32,
}

#[oxy::app]
struct App {
    store: Store,
}

#[get("/shelves")]
async fn shelves(store: Context<Store>) -> String {
    store.shelves.to_string()
}

fn main() {}
