use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "cart")]
struct User {
    cart: Option<String>,
}

fn main() {}
