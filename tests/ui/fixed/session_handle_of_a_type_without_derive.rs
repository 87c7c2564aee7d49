use oxy::prelude::*;

#[derive(serde::Serialize, serde::Deserialize, oxy::SessionData)]
struct User {
    name: String,
}

#[oxy::app]
struct App {
    sessions: Sessions<User>,
}

#[post("/login/{name}")]
async fn login(name: String, sessions: SessionHandle<User>) -> String {
    format!("{} {sessions:?}", User { name }.name)
}

fn main() {}
