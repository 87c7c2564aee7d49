use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(Path(user_id): Path<u64>) -> String {
    user_id.to_string()
}

fn main() {}
