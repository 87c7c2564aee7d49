use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> Html<String> {
    Html(7.to_string())
}

fn main() {}
