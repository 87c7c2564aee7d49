use oxy::prelude::*;

#[oxy::app]
struct App {
    store: Store,
}

struct Store;

#[get("/users")]
async fn list(store: Context<Store>) {
    drop(store);
}

fn main() {}
