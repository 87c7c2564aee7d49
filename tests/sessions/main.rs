//! The framework's own sessions, as a program that uses them and its clients see them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../support/all_lines.rs"]
mod all_lines;
mod begin;
mod changed_type;
mod cookie;
mod ended;
mod events;
mod failing;
mod final_logout;
mod guards;
mod in_cookie;
mod joined;
mod junk;
mod launch;
mod login_page;
mod one_store;
mod outage;
mod overtaken;
mod people;
mod rotation;
mod secrets;
mod shop;
mod spans;
mod spy;
mod strangers;
mod sweep;
mod timeouts;
mod update;
mod users;
mod wire;

#[path = "../support/pieces.rs"]
mod pieces;

#[allow(dead_code)]
#[path = "../http/support/mod.rs"]
mod support;
