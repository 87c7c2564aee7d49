use oxy::prelude::*;

#[oxy::app]
struct App {}

struct Login {
    name: String,
}

#[post("/login")]
async fn login(login: Option<Json<Login>>) {
    drop(login);
}

fn main() {}
