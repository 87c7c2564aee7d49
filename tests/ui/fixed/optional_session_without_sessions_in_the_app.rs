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

#[get("/")]
async fn index(user: Option<Session<User>>) -> String {
    user.map_or("stranger".to_owned(), |user| user.name.clone())
}

fn main() {}
