//! A library with an application of its own, whose routes are nobody else's.

use oxy::prelude::*;

/// The library's application.
#[oxy::app]
pub struct Guestbook {
    /// Whose it is.
    pub owner: String,
}

#[post("/login")]
async fn login(owner: Context<String>) -> String {
    format!("the guestbook of {} logged you in", *owner)
}

#[get("/entries")]
async fn entries() -> &'static str {
    "no entries"
}

/// What a program may use of the library without its routes.
#[must_use]
pub fn greeting(name: &str) -> String {
    format!("Welcome, {name}!")
}
