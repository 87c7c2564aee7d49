use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Login {
    name: String,
}

#[post("/login")]
async fn login(login: Json<Login>) {
    let _ = login;
}

fn main() {}
