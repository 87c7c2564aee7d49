//! The public checks of session stores: they pass stores that are right, ours on real servers among them, and name what is
//! wrong with others.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../support/servers/mod.rs"]
mod servers;

#[path = "../support/alone.rs"]
mod alone;

#[path = "../http/support/log.rs"]
#[allow(dead_code, reason = "each test crate uses a part")]
mod log;

mod defects;
mod failing;
mod handles;
mod postgres;
mod real;
mod records;
mod redis;
mod reference;
mod right;
mod sqlite;
mod upserting;

use alone::alone;
