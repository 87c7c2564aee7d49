use oxy::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
struct User {
    name: String,
}

#[oxy::app]
struct App {
    name: Sessions<User>,
}

#[get("/dashboard")]
async fn dashboard(user: Session<User>) -> String {
    user.name.clone()
}

fn main() {}
