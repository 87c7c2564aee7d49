use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api")]
static API: Router;

#[get(API, "/users/{id}")]
async fn show(id: u64) -> String {
    id.to_string()
}

#[get("/")]
async fn index() -> String {
    url!(API::show, id = 7).to_string()
}

fn main() {}
