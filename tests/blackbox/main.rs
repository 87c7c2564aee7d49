//! Black-box behaviour of the example server `sessions`, over raw sockets.
//!
//! The tests share no code with the framework: they start the program, speak bytes to it and judge
//! what comes back. The name of a test begins with the id of its case, so that
//! `cargo test --test blackbox c01` runs a case alone and `c0` the cases C01 to C09.
//!
//! `OXY_BLACKBOX_SERVER=/path/to/sessions` judges a program that is already built.
//!
//! | group | module | about |
//! |---|---|---|
//! | A | `issue` | the cookie that a login sets |
//! | B | `present`, `pairs`, `names` | how a request presents it, and what must not pass for it |
//! | C | `forge`, `hostile` | forged values; hostile `Cookie` headers |
//! | D | `end` | logout |
//! | E | `semantics`, `targets`, `bodies` | methods, hosts, request lines, targets, bodies |
//! | F | `smuggling`, `chunks`, `leftovers` | two requests where a proxy sees one |
//! | G | `connection` | pipelines and keep-alive |
//! | H | `errors` | what an error tells |
//! | L | `load` | many clients at once |
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bodies;
mod chunks;
mod connection;
mod end;
mod errors;
mod forge;
mod harness;
mod hostile;
mod issue;
mod leftovers;
mod load;
mod names;
mod pairs;
mod present;
mod semantics;
mod smuggling;
mod targets;
