use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn index(headers: Headers) -> String {
    headers.get("range").unwrap_or_default().to_owned()
}

fn main() {}
