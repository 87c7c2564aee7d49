use oxy::prelude::*;

#[oxy::app]
struct App {}

#[route(GET("/people"), "/users")]
async fn list() {}

fn main() {}
