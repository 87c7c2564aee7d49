//! Lists a route of its own application for another one.

use oxy::prelude::*;

#[oxy::app]
struct Mine {}

#[post("/login")]
async fn login() {}

fn main() {
    let owner = String::new();
    drop(oxy::serve(guestbook::Guestbook { owner }).routes(routes![login]));
}
