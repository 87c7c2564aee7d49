use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
#[session = "email"]
struct User {
    email: String,
    cart: Vec<u32>,
}

fn main() {}
