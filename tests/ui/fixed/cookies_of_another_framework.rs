use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/theme")]
async fn theme(cookies: Cookies) -> Option<String> {
    cookies.get("theme").map(str::to_owned)
}

fn main() {}
