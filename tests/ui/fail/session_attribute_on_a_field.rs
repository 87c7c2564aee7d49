use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
struct User {
    cart: Vec<u32>,
    #[session(user)]
    email: String,
}

fn main() {}
