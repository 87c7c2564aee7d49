use oxy::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
struct User {
    name: String,
}

#[oxy::app]
struct App {
    sessions: Sessions<User>,
}

#[get("/me")]
async fn me(user: Session<User>) -> String {
    user.name.clone()
}

fn main() {}
