struct Store;

#[oxy::app]
struct App {
    store: std::sync::Arc<Store>,
}

fn main() -> oxy::Result {
    oxy::serve(App {
        store: Store.into(),
    })
    .run()
}
