struct Store;

#[oxy::app]
struct App {
    store: std::rc::Rc<Store>,
}

fn main() -> oxy::Result {
    oxy::serve(App {
        store: Store.into(),
    })
    .run()
}
