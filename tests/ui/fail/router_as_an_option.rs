use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/admin")]
static ADMIN: Router;

#[get("/stats", router = ADMIN)]
async fn stats() {}

fn main() {}
