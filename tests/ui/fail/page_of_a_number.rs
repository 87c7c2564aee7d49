use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count() -> Html<u64> {
    Html(7)
}

fn main() {}
