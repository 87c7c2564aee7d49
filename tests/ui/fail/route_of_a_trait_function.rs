use oxy::prelude::*;

#[oxy::app]
struct App {}

trait Users {
    #[get("/users")]
    async fn list();
}

fn main() {}
