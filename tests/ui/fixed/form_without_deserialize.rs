use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Login {
    name: String,
}

#[post("/login")]
async fn login(login: Form<Login>) {
    let _ = login;
}

fn main() {}
