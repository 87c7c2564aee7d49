use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email")]
struct User {
    email: String,
    cart: Vec<u32>,
}

fn main() {}
