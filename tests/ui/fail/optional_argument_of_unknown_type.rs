use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Filter;

#[get("/users")]
async fn list(filter: Option<Filter>) {
    drop(filter);
}

fn main() {}
