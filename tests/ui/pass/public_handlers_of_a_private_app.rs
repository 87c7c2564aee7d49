#![forbid(unsafe_code)]
#![deny(warnings)]

#[oxy::app]
struct App {
    store: store::Store,
}

mod store {
    #[derive(Default)]
    pub struct Store;
}

pub mod users {
    use oxy::prelude::*;

    #[oxy::router("/users")]
    pub static USERS: Router;

    #[get(USERS, "/{id}")]
    pub async fn show(id: u64, store: Context<crate::store::Store>) -> String {
        drop(store);
        id.to_string()
    }
}

fn main() {
    let app = App {
        store: store::Store,
    };
    let table = oxy::serve(app)
        .routes(oxy::routes![users::show])
        .check()
        .unwrap();
    assert_eq!(table.routes()[0].path, "/users/{id}");
}
