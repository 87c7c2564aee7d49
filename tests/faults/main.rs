//! What users of an application notice over HTTP while the store of its sessions fails: real servers, real signals, and the
//! deadlines that an application has by default.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod answers;
mod app;
mod at_start;
mod clock_jumps;
mod crowd;
mod exhausted;
mod herd;
mod killed;
mod locked;
mod refusing;
mod resharded;
mod server;
mod stopped;
mod verdict;

#[path = "../support/alone.rs"]
mod alone;

#[allow(dead_code)]
#[path = "../persistence/client.rs"]
mod client;

#[allow(dead_code)]
#[path = "../persistence/process.rs"]
mod process;

#[allow(dead_code)]
#[path = "../persistence/site.rs"]
mod site;

#[allow(dead_code, unused_imports, unused_macros)]
#[path = "../persistence/stores.rs"]
mod stores;

#[allow(dead_code, unused_imports)]
#[path = "../http/support/mod.rs"]
mod support;

#[path = "../support/servers/mod.rs"]
mod servers;

use alone::alone;
