use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn index(headers: Headers) -> String {
    format!("{:?}", headers.get("range"))
}

fn main() {}
