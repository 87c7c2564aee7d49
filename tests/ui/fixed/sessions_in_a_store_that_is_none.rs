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

struct Files;

fn main() {
    let _ = App {
        sessions: Sessions::new(oxy::session::MemoryStore::new()),
    };
}
