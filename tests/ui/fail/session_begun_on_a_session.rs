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
async fn login(session: Session<User>) -> Result<&'static str, Error> {
    session.begin(User { name: "Ann".into() }).await?;
    Ok("welcome")
}

fn main() {}
