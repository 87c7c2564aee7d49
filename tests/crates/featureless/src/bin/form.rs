use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Serialize, serde::Deserialize)]
struct Login {
    name: String,
}

#[post("/login")]
async fn login(login: Form<Login>) -> String {
    login.0.name
}

fn main() {}
