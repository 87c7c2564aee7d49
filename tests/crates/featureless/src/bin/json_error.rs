use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Serialize, serde::Deserialize)]
struct Login {
    name: String,
}

#[get("/login")]
async fn login() -> Result<String, Json<Login>> {
    Err(Json(Login { name: "Ann".into() }))
}

fn main() {}
