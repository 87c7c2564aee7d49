use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Serialize)]
struct User;

#[get("/user")]
async fn user() -> Json<User> {
    Json(User)
}

fn main() {}
