use oxy::prelude::*;

#[oxy::app]
struct App {}

#[oxy::router("/api")]
static API: Router;

#[oxy::router("/v1")]
static V1: Router;

#[get(API, "/users")]
async fn list() {}

fn main() {}
