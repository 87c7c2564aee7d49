use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/me", allow(everything))]
async fn me() {}

fn main() {}
