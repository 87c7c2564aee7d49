use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "account")]
struct User {
    account: String,
}

fn main() {}
