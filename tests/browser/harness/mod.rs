//! Starts the examples, and a browser that is used like a person uses it.

mod browser;
#[path = "../../support/child.rs"]
mod child;
mod driver;
#[path = "../../support/example.rs"]
mod example;
mod scratch;
mod site;

pub(crate) use browser::{Browser, Cookie};
pub(crate) use site::Site;
