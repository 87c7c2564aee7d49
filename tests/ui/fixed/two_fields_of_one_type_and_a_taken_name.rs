use oxy::prelude::*;

struct Store {
    shelves: u32,
}

struct Backup(u32);

struct BackupValue(Store);

#[oxy::app]
struct App {
    store: Store,
    backup: BackupValue,
    last: Backup,
}

#[get("/shelves")]
async fn shelves(store: Context<Store>, last: Context<Backup>, backup: Context<BackupValue>) -> String {
    (store.shelves + last.0 + backup.0.shelves).to_string()
}

fn main() {}
