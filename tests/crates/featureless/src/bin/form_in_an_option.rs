use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Serialize, serde::Deserialize)]
struct Login {
    name: String,
}

#[post("/login")]
async fn login(login: Option<Form<Login>>) -> String {
    login.map(|login| login.0.name).unwrap_or_default()
}

fn main() {}
