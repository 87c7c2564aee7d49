use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Login {
    name: String,
}

#[post("/login")]
async fn login(login: Result<Form<Login>, Rejection>) {
    drop(login.ok());
}

fn main() {}
