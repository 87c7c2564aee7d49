use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/admin")]
static ADMIN: Router;

#[get(ADMIN, "/stats")]
async fn stats() {}

fn main() {}
