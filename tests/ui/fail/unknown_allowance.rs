use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/me", allow(shadows))]
async fn me() {}

fn main() {}
