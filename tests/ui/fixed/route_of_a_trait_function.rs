use oxy::prelude::*;

#[oxy::app]
struct App {}

trait Users {
    async fn list();
}

#[get("/users")]
async fn list() {}

fn main() {}
