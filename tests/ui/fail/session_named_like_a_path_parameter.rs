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
async fn show(user: Session<User>) -> String {
    user.name.clone()
}

fn main() {}
