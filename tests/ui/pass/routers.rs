#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::testing::TestClient;

#[oxy::app]
struct App {}

mod api {
    use oxy::prelude::*;
    use oxy::{Layer, Next};

    fn stamped() -> Layer {
        Layer::new(async |request: Request, next: Next| {
            next.run(request).await.header("x-api", "1")
        })
    }

    #[oxy::router("/api", tags = ["api", "all"], layers = [stamped])]
    pub(crate) static API: Router;

    #[oxy::router(API, "/v1")]
    pub(super) static V1: Router;
}

mod users {
    use super::api::{self, V1 as Base};
    use oxy::prelude::*;

    #[get(Base, "/users")]
    async fn list() -> &'static str {
        "list"
    }

    // The same path on another router.
    #[get(api::API, "/users", tag = "old")]
    async fn old() -> &'static str {
        "old"
    }

    #[route(POST, PUT, crate::api::V1, "/users")]
    async fn add() {}
}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {})).unwrap();
    let answer = client.get("/api/v1/users").send().await;
    assert_eq!(
        (answer.text().as_str(), answer.header("x-api")),
        ("list", Some("1"))
    );
    assert_eq!(client.get("/api/users").send().await.text(), "old");
}
