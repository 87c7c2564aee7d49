use oxy::prelude::*;

#[oxy::app]
struct App {
    store: Store,
}

struct Store;

#[get("/users")]
async fn list(store: std::sync::Arc<Store>) {
    drop(store);
}

fn main() {}
