use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Filter;

#[get("/users")]
async fn list(filter: Option<Filter>) {
    let _ = filter;
}

fn main() {}
