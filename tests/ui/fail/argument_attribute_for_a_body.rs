use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/users")]
async fn add(#[body] user: Text) {
    drop(user);
}

fn main() {}
