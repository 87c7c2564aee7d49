use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(id: u64, page: Option<u32>, cookies: Cookies) {
    let _ = (id, page, cookies);
}

fn main() {}
