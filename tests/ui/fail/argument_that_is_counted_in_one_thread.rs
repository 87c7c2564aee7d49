use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/count")]
async fn count(count: std::rc::Rc<u64>) -> String {
    count.to_string()
}

fn main() {}
