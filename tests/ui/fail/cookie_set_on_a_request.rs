use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/login")]
async fn login(cookies: Cookies) -> &'static str {
    cookies.add(Cookie::new("theme", "dark"));
    "welcome"
}

fn main() {}
