use oxy::session::MemoryStore;
use oxy::testing::check_store_outage;

struct Unplugged;

impl oxy::testing::StoreOutage for Unplugged {
    async fn begin(&mut self) {}

    async fn end(&mut self) {}
}

fn main() {
    drop(check_store_outage(MemoryStore::new(), Unplugged));
}
