use oxy::prelude::*;

#[oxy::app]
struct App {
    store: Store,
}

struct Store;

#[get("/users")]
async fn list(store: Context<Store>) {
    let _ = store;
}

fn main() {}
