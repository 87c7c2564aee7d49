use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Login {
    name: String,
}

#[post("/login")]
async fn login(login: Option<Json<Login>>) {
    drop(login);
}

fn main() {}
