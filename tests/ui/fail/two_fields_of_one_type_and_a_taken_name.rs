use oxy::prelude::*;

struct Store {
    shelves: u32,
}

struct Backup(u32);

#[oxy::app]
struct App {
    store: Store,
    backup: Store,
    last: Backup,
}

#[get("/shelves")]
async fn shelves(store: Context<Store>, last: Context<Backup>) -> String {
    (store.shelves + last.0).to_string()
}

fn main() {}
