use oxy::prelude::*;

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
struct User {
    name: String,
}

#[derive(serde::Serialize, serde::Deserialize, SessionData)]
struct Admin {
    name: String,
}

#[oxy::app]
struct App {
    users: Sessions<User>,
    admins: Sessions<Admin>,
}

#[get("/dashboard")]
async fn dashboard(user: Session<User>) -> String {
    user.name.clone()
}

fn main() {}
