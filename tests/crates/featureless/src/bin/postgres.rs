use oxy::session::PostgresStore;

fn store() -> PostgresStore {
    todo!()
}

fn main() {}
