use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{user-id}")]
async fn show(user_id: u64) {
    let _ = user_id;
}

fn main() {}
