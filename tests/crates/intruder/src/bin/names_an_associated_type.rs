//! Names an application of another crate by a trait.

use oxy::prelude::*;

trait Owner {
    type App;
}

struct Anybody;

impl Owner for Anybody {
    type App = guestbook::Guestbook;
}

type Mine = <Anybody as Owner>::App;

#[post("/login", app = Mine)]
async fn login() {}

fn main() {}
