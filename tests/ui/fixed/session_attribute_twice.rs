use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "email", crate = oxy)]
struct User {
    email: String,
    cart: Vec<u32>,
}

fn main() {}
