struct Unplugged;

impl oxy::testing::StoreOutage for Unplugged {
    async fn begin(&mut self) {}

    async fn end(&mut self) {}
}

fn unplugged() -> impl oxy::testing::StoreOutage {
    Unplugged
}

fn main() {
    drop(unplugged());
}
