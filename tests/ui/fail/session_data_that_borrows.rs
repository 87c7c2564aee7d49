use oxy::SessionData;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
struct User<'a> {
    email: &'a str,
}

fn main() {}
