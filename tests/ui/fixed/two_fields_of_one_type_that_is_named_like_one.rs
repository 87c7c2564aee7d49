use oxy::prelude::*;

struct Store {
    shelves: u32,
}

struct Backup(Store);

#[oxy::app]
struct App {
    backup: Backup,
    store: Store,
}

#[get("/shelves")]
async fn shelves(store: Context<Store>, backup: Context<Backup>) -> String {
    (store.shelves + backup.0.shelves).to_string()
}

fn main() {}
