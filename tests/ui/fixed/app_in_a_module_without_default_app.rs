use crate::shop::the_one_struct_marked_oxy_app;
use oxy::prelude::*;

mod shop {
    #[oxy::app]
    pub struct Shop {}
}

#[get("/users")]
async fn list() {}

fn main() {}
