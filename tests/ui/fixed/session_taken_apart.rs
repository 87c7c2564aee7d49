use oxy::prelude::*;

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
struct User {
    name: String,
}

#[oxy::app]
struct App {
    sessions: Sessions<User>,
}

#[get("/dashboard")]
async fn dashboard(user: Session<User>) -> String {
    user.name.clone()
}

fn main() {}
