//! The public checks of session stores: they pass stores that are right, ours on real servers among them, and name what is
//! wrong with others.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../support/servers/mod.rs"]
mod servers;

mod defects;
mod failing;
mod handles;
mod real;
mod redis;
mod reference;
mod right;
mod sqlite;
mod upserting;
