use oxy::prelude::*;

#[oxy::app]
struct App {
    filter: Filter,
}

struct Filter(std::sync::Arc<str>);

#[get("/users")]
async fn list(filter: Context<Filter>) -> String {
    filter.0.to_string()
}

fn main() {}
