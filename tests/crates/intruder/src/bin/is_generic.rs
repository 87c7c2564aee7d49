//! Leaves open which application it is.

use oxy::prelude::*;

#[oxy::app]
struct Any<A> {
    app: A,
}

#[post("/login")]
async fn login() {}

fn main() {}
