use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Serialize, serde::Deserialize)]
struct Login {
    name: String,
}

#[post("/login")]
async fn login(login: Json<Login>) -> String {
    login.name.clone()
}

fn main() {}
