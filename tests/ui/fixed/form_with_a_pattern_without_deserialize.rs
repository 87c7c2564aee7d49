use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Login {
    name: String,
}

#[post("/login")]
async fn login(Form(login): Form<Login>) -> String {
    login.name
}

fn main() {}
