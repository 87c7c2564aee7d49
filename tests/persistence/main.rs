//! What users of an application notice of its sessions, over sockets, in every store.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod client;
mod clock_jumps;
mod data;
mod disk_full;
mod expiry;
mod fixation;
mod instances;
mod keys;
mod kill;
mod logout;
mod lost_updates;
mod process;
mod restart;
mod shapes;
mod site;
mod stores;
mod streams;
mod timeouts;
mod touch;
mod users;

#[path = "../support/alone.rs"]
mod alone;

#[path = "../support/pieces.rs"]
mod pieces;

#[allow(dead_code, unused_imports)]
#[path = "../http/support/mod.rs"]
mod support;

#[path = "../support/servers/mod.rs"]
mod servers;

use alone::alone;
