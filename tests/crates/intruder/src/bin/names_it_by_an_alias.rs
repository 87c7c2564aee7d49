//! Names an application of another crate by an alias.

use oxy::prelude::*;

type Mine = guestbook::Guestbook;

#[post("/login", app = Mine)]
async fn login() {}

fn main() {}
