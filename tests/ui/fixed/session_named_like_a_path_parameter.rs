use oxy::prelude::*;

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
#[session(user = "name")]
struct User {
    name: String,
}

#[oxy::app]
struct App {
    sessions: Sessions<User>,
}

#[get("/users/{user}")]
async fn show(user: String, session: Session<User>) -> String {
    format!("{user} for {}", session.name)
}

fn main() {}
