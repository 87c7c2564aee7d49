use oxy::prelude::*;

struct Store;

#[oxy::app]
struct App {
    store: Store,
}

#[get("/users")]
async fn list(store: Context<Store>) {
    let _ = store;
}

fn main() {}
