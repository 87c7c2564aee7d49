#![deny(unused_must_use)]

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

#[post("/login")]
async fn login(sessions: SessionHandle<User>) -> &'static str {
    sessions.begin(User { name: "Ann".into() });
    "welcome"
}

fn main() {}
