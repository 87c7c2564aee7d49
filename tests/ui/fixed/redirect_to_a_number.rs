use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/logout")]
async fn logout() -> Redirect {
    Redirect::to("/")
}

fn main() {}
