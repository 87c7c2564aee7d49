use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
struct User {
    email: String,
}

fn main() {}
