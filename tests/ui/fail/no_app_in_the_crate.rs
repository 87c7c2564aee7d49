use oxy::prelude::*;

#[get("/users/{id}")]
async fn show(id: u64, page: Option<u32>, cookies: Cookies) {
    let _ = (id, page, cookies);
}

fn main() {}
