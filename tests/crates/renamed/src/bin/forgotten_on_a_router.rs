//! Has renamed the crate, and not said so.

#[web::app(crate = web)]
struct App {}

#[web::router("/api")]
static API: web::Router;

#[web::get(API, "/", crate = web)]
async fn index() {}

fn main() {}
