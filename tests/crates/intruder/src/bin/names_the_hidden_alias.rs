//! Names what routes in the other crate name.

use oxy::prelude::*;

#[post("/login", app = guestbook::the_struct_marked_with_oxy_app_or_named_by_default_app)]
async fn login() {}

fn main() {}
