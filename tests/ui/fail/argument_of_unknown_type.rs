use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Filter;

#[get("/users")]
async fn list(filter: Filter) {
    let _ = filter;
}

fn main() {}
