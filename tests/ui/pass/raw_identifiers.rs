#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {
    r#type: String,
}

#[oxy::router("/r")]
static r#ROUTER: Router;

#[get(r"/things/{type}")]
async fn r#match(r#type: String, r#in: Option<u32>, kind: Context<String>) -> String {
    format!(
        "{type} {in:?} {kind}",
        r#type = r#type,
        r#in = r#in,
        kind = *kind
    )
}

#[get(ROUTER, "/loop/{loop}/{*use}")]
async fn r#loop(r#loop: u8, r#use: String) -> String {
    format!("{} {}", r#loop, r#use)
}

#[get("/generations/{gen}")]
async fn generation(r#gen: u8) -> String {
    r#gen.to_string()
}

#[tokio::main]
async fn main() {
    let app = App {
        r#type: "kind".to_owned(),
    };
    let client = TestClient::new(oxy::serve(app).routes(routes![r#match, r#loop, generation])).unwrap();
    assert_eq!(
        client.get("/things/a?in=1").send().await.text(),
        "a Some(1) kind"
    );
    assert_eq!(client.get("/r/loop/1/b/c").send().await.text(), "1 b/c");
    assert_eq!(client.get("/generations/3").send().await.text(), "3");
    assert!(
        client
            .routes()
            .routes()
            .iter()
            .any(|route| route.name == "match")
    );
}
