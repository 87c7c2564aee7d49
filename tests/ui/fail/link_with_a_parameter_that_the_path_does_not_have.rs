use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(id: u64, page: Option<u32>) -> String {
    format!("{id} {page:?}")
}

#[get("/")]
async fn index() -> String {
    url!(show, id = 7, page = 2).to_string()
}

fn main() {}
