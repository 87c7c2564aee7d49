use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/login")]
async fn login() -> Response {
    text("welcome").set_cookie(Cookie::new("theme", "dark"))
}

fn main() {}
