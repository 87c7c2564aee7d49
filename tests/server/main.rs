//! What only a real socket and a real process show: connections, limits of time and size, stopping, exit status.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod access_log;
mod app;
mod connections;
mod faults;
mod hooks;
mod process;
mod program;
mod store_option;
mod streams;
mod wire;

#[path = "../support/servers/mod.rs"]
mod servers;

oxy::default_app!(crate::app::App);
