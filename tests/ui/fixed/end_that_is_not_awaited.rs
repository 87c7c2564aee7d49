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
async fn logout(sessions: SessionHandle<User>) -> Result<&'static str, Error> {
    sessions.end().await?;
    Ok("bye")
}

fn main() {}
