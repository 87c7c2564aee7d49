//! The DSL, responses, routing, launch report and cookies, as a program that uses oxy sees them.
//!
//! The example of the founding page is the default application of this crate; all others are named, so that the routes
//! of one test never show up in another.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../support/all_lines.rs"]
mod all_lines;
mod arguments;
mod bodies;
mod composed;
mod cookies;
mod cross_site;
mod dsl;
mod errors;
mod flash;
mod founding;
mod handlers;
mod instances;
mod launch;
mod layers;
mod limits;
mod links;
mod logs;
mod misses;
mod mounts;
mod parallel;
mod path_policy;
mod protected;
mod reports;
mod routers;
mod run_time;
mod spans;
mod statuses;
mod support;

#[path = "../support/golden.rs"]
mod golden;
mod taken_apart;

// The example is a program: what only its `main` needs is not used here.
#[allow(dead_code)]
#[path = "../../examples/sessions.rs"]
mod sessions;

oxy::default_app!(crate::sessions::App);
