use oxy::prelude::*;

struct Store;

#[oxy::app]
struct App(Store);

#[get("/users")]
async fn list(store: Context<Store>) {
    drop(store);
}

fn main() {}
