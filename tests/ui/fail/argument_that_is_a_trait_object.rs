use oxy::prelude::*;

#[oxy::app]
struct App {}

trait Store {
    fn count(&self) -> u64;
}

#[get("/count")]
async fn count(store: dyn Store) -> String {
    store.count().to_string()
}

fn main() {}
