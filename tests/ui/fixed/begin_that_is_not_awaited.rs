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
async fn login(sessions: SessionHandle<User>) -> Result<&'static str, Error> {
    sessions.begin(User { name: "Ann".into() }).await?;
    Ok("welcome")
}

fn main() {}
