//! Puts the route on a router of its own.

use oxy::prelude::*;

#[oxy::router("/")]
static MINE: Router;

#[post(MINE, "/login", app = guestbook::Guestbook)]
async fn login() {}

fn main() {}
