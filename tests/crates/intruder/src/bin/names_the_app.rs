//! Names an application of another crate.

use oxy::prelude::*;

#[post("/login", app = guestbook::Guestbook)]
async fn login() {}

fn main() {}
