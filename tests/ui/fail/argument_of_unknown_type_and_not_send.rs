use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Filter(std::rc::Rc<str>);

#[get("/users")]
async fn list(filter: Filter) -> String {
    filter.0.to_string()
}

fn main() {}
