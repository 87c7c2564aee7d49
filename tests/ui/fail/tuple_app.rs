use oxy::prelude::*;

struct Store;

#[oxy::app]
struct App(Store);

#[get("/users")]
async fn list(store: Context<Store>) {
    let _ = store;
}

fn main() {}
