use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/me", allow(shadow))]
async fn me() {}

fn main() {}
