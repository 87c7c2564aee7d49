use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email")]
struct User {
    cart: Vec<u32>,
    email: String,
}

fn main() {}
