use oxy::prelude::*;

#[oxy::app]
struct App {}

struct User;

#[get("/user")]
async fn user() -> Json<User> {
    Json(User)
}

fn main() {}
