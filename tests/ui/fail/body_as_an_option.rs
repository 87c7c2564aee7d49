use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/users", data = "<user>")]
async fn add(user: Text) {
    drop(user);
}

fn main() {}
