//! Names what routes in the other crate name.

use oxy::prelude::*;

#[post("/login", app = guestbook::the_one_oxy_app_or_default_app)]
async fn login() {}

fn main() {}
