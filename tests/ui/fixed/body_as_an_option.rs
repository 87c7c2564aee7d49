use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/users")]
async fn add(user: Text) {
    drop(user);
}

fn main() {}
