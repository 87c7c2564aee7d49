#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;
use oxy::testing::TestClient;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Login {
    name: String,
}

#[post("/pattern/{id}")]
async fn pattern(Form(Login { name }): Form<Login>, mut id: u32, _: Method) -> String {
    id += 1;
    format!("{name} {id}")
}

#[post("/mut")]
async fn mutable(mut form: Form<Login>, mut tag: Vec<String>) -> String {
    form.name.push('!');
    tag.push(form.0.name);
    tag.join(" ")
}

#[get("/unused/{id}", allow(unused_parameter))]
async fn unused(_id: u32, _page: Option<u32>) {}

#[tokio::main]
async fn main() {
    let client = TestClient::new(oxy::serve(App {})).unwrap();
    let form = [("name", "alice")];
    assert_eq!(
        client.post("/pattern/1").form(&form).send().await.text(),
        "alice 2"
    );
    assert_eq!(
        client.post("/mut?tag=a").form(&form).send().await.text(),
        "a alice!"
    );
    let answer = client.get("/unused/1?_page=2").send().await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
}
