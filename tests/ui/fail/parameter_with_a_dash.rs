use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{user-id}")]
async fn show(user_id: u64) {
    drop(user_id);
}

fn main() {}
