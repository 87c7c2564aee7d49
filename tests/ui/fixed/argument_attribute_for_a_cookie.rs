use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/")]
async fn index(cookies: Cookies) -> String {
    cookies.get("theme").unwrap_or_default().to_owned()
}

fn main() {}
