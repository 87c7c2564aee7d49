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

#[post("/login/{name}")]
async fn login(name: String, sessions: SessionHandle<User>) -> Result<&'static str, Error> {
    sessions.begin(User { name }).await?;
    Ok("in")
}

fn main() {}
