use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/me", name = "me")]
async fn me() {}

fn main() {}
