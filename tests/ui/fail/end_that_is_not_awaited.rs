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

#[post("/logout")]
async fn logout(sessions: SessionHandle<User>) -> &'static str {
    sessions.end();
    "bye"
}

fn main() {}
