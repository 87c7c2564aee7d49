use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api")]
static API: Router;

#[oxy::router(API, "/admin")]
static ADMIN: Router;

#[get(ADMIN, "/users")]
async fn list() {}

fn main() {}
