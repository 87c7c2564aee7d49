use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
#[session(user = "name")]
struct User {
    name: String,
}

#[get("/")]
async fn index() {}

fn main() {}
