struct Unplugged;

fn unplugged() -> impl oxy::testing::StoreOutage {
    Unplugged
}

fn main() {
    drop(unplugged());
}
