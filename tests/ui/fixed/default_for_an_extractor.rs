use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(cookies: Cookies) {
    let _ = cookies;
}

fn main() {}
