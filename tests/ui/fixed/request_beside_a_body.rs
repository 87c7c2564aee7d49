use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Login {
    name: String,
}

#[post("/login")]
async fn login(headers: Headers, login: Form<Login>) {
    let _ = (headers, login);
}

fn main() {}
