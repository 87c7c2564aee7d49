use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api")]
static API: Router;

#[oxy::router("/admin")]
static ADMIN: Router;

#[get(API, ADMIN, "/users")]
async fn list() {}

fn main() {}
