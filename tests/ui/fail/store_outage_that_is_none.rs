use oxy::session::MemoryStore;
use oxy::testing::check_store_outage;

struct Unplugged;

fn main() {
    drop(check_store_outage(MemoryStore::new(), Unplugged));
}
