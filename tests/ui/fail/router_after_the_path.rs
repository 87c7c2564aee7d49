use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api")]
static API: Router;

#[get("/users", API)]
async fn list() {}

fn main() {}
