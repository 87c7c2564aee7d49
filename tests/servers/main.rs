//! The servers that other tests use: that they run, are killed, come back with their data, and end with the tests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../support/servers/mod.rs"]
mod servers;

mod ends;
mod runs;
