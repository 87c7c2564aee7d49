use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
#[session(user = "emial")]
struct User {
    email: String,
    cart: Vec<u32>,
}

fn keep(user: impl SessionData) {
    let _ = user;
}

fn log_in(user: User) {
    keep(user);
}

fn main() {}
