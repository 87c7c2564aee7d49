//! Names what routes in the other crate name.

use oxy::prelude::*;

#[post("/login", app = guestbook::the_one_struct_marked_oxy_app)]
async fn login() {}

fn main() {}
