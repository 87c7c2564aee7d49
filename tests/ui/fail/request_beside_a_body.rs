use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Login {
    name: String,
}

#[post("/login")]
async fn login(request: Request, login: Form<Login>) {
    let _ = (request, login);
}

fn main() {}
