#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

struct Store {
    owner: &'static str,
}

#[oxy::app]
struct App {
    store: Store,
}

#[derive(serde::Deserialize)]
struct Book {
    title: String,
}

#[post("/shelves/{shelf}")]
async fn add(
    book: Form<Book>,
    store: Context<Store>,
    shelf: u32,
    loud: Option<bool>,
    cookies: Cookies,
) -> String {
    let mark = if loud == Some(true) { "!" } else { "" };
    let theme = cookies.get("theme").unwrap_or("light").to_owned();
    format!("{} on {shelf} of {}{mark} {theme}", book.title, store.owner)
}

#[tokio::main]
async fn main() {
    let app = App {
        store: Store { owner: "alice" },
    };
    let client = TestClient::new(oxy::serve(app).secret_key(SecretKey::random())).unwrap();
    let request = client
        .post("/shelves/7?loud=true")
        .form(&[("title", "Dune")]);
    assert_eq!(request.send().await.text(), "Dune on 7 of alice! light");
    let request = client.post("/shelves/x").form(&[("title", "Dune")]);
    assert_eq!(request.send().await.status(), StatusCode::BAD_REQUEST);
}
