#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;

#[oxy::app]
struct App {}

mod admin {
    use oxy::prelude::*;

    #[oxy::app(named)]
    pub(crate) struct Admin {
        pub(crate) level: u8,
    }

    // The same path as in the other application.
    #[get("/", app = Admin)]
    async fn index(level: Context<u8>) -> String {
        level.to_string()
    }
}

#[get("/")]
async fn index() {}

#[get("/more", app = admin::Admin)]
async fn more() {}

fn main() {
    let server = oxy::serve(App {}).mount("/admin", admin::Admin { level: 1 });
    assert_eq!(server.check().unwrap().routes().len(), 3);
}
