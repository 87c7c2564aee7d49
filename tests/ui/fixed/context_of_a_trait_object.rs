use oxy::prelude::*;

trait Store: Send + Sync {
    fn count(&self) -> u64;
}

#[oxy::app]
struct App {
    store: Box<dyn Store>,
}

#[get("/count")]
async fn count(store: Context<Box<dyn Store>>) -> String {
    store.count().to_string()
}

fn main() {}
