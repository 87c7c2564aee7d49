#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;

#[oxy::app]
struct App {}

mod users {
    pub(crate) mod admin {
        use oxy::prelude::*;

        #[get("/admin")]
        pub(crate) async fn index() {}

        #[get("/admin/{id}")]
        pub(in crate::users) async fn show(id: u64) -> String {
            id.to_string()
        }

        #[get("/admin/secret")]
        async fn secret() {}
    }

    pub(crate) async fn call() -> String {
        admin::show(1).await
    }
}

fn declare() -> usize {
    struct Local(u32);

    impl std::str::FromStr for Local {
        type Err = std::num::ParseIntError;

        fn from_str(text: &str) -> Result<Self, Self::Err> {
            text.parse().map(Self)
        }
    }

    #[oxy::router("/local")]
    static LOCAL: Router;

    #[get(LOCAL, "/{local}")]
    async fn local(local: Local) -> String {
        local.0.to_string()
    }

    let server = oxy::serve(App {}).routes(routes![local, users::admin::index]);
    server.check().unwrap().routes().len()
}

#[tokio::main]
async fn main() {
    assert_eq!(declare(), 2);
    assert_eq!(users::call().await, "1");
    assert_eq!(oxy::serve(App {}).check().unwrap().routes().len(), 4);
}
