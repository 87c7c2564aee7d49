use oxy::SessionData;
use serde::Serialize;

#[derive(Serialize, serde::Deserialize, SessionData)]
struct User {
    email: String,
    cart: Vec<u32>,
}

fn main() {}
