use oxy::prelude::*;

mod shop {
    #[oxy::app]
    pub struct Shop {}
}

#[get("/users")]
async fn list() {}

fn main() {}
