use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "cart")]
struct User {
    cart: Option<Vec<u32>>,
}

fn main() {}
