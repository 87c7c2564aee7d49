use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list(#[default] cookies: Cookies) {
    let _ = cookies;
}

fn main() {}
