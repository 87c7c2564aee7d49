use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users")]
async fn list() {}

mod people {
    use oxy::prelude::*;

    #[get("/people")]
    pub async fn all() {}
}

fn main() {}
