use oxy::session::SqliteStore;

fn store() -> SqliteStore {
    todo!()
}

fn main() {}
