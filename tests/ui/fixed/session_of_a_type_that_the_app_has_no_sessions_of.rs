use oxy::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
struct User {
    name: String,
}

#[derive(Serialize, Deserialize, SessionData)]
struct Cart {
    items: Vec<u32>,
}

#[oxy::app]
struct App {
    users: Sessions<User>,
    name: oxy::Sessions<Cart>,
}

#[get("/")]
async fn index(user: Session<User>) -> String {
    user.name.clone()
}

#[get("/cart")]
async fn cart(cart: Session<Cart>) -> String {
    format!("{:?}", cart.items)
}

fn main() {}
