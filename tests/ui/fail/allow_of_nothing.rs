use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/me", allow())]
async fn me() {}

fn main() {}
