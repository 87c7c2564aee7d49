use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Serialize, serde::Deserialize)]
struct Login {
    name: String,
}

#[get("/login")]
async fn login(Query(login): Query<Login>) -> String {
    login.name
}

fn main() {}
