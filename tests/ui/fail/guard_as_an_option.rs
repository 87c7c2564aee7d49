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

#[get("/stats", guard = logged_in)]
async fn stats() -> &'static str {
    "none"
}

fn main() {}
