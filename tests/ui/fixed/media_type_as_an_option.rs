use oxy::prelude::*;

#[oxy::app]
struct App {}

#[post("/users")]
async fn list(users: Json<Vec<String>>) {
    drop(users);
}

fn main() {}
