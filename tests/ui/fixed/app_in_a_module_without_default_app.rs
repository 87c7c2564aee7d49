use oxy::prelude::*;

oxy::default_app!(crate::shop::Shop);

mod shop {
    #[oxy::app]
    pub struct Shop {}
}

#[get("/users")]
async fn list() {}

fn main() {}
