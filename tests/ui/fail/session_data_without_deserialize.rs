use oxy::SessionData;
use serde::Serialize;

#[derive(Serialize, SessionData)]
struct User {
    email: String,
    cart: Vec<u32>,
}

fn main() {}
