#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[derive(Default)]
struct Store;

#[oxy::app]
struct App {
    store: Store,
}

#[derive(serde::Deserialize)]
struct Login {
    name: String,
}

type Credentials = Form<Login>;
type State<T> = Context<T>;
type Number = u64;
type Maybe<T> = Option<T>;
type Many = Vec<Number>;

#[post("/login/{id}")]
async fn login(
    credentials: Credentials,
    store: State<Store>,
    id: Number,
    next: Maybe<Number>,
    tag: Many,
) -> String {
    let _: &Store = &store;
    format!("{} {id} {next:?} {tag:?}", credentials.name)
}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App { store: Store })).unwrap();
    let request = client
        .post("/login/1?tag=2&tag=3")
        .form(&[("name", "alice")]);
    assert_eq!(request.send().await.text(), "alice 1 None [2, 3]");
}
