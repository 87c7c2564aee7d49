//! Makes an application of another crate its own default.

use oxy::prelude::*;

oxy::default_app!(guestbook::Guestbook);

#[post("/login")]
async fn login() {}

fn main() {}
