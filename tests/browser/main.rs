//! What only a browser shows: which cookies it keeps, when it sends them, and what a person sees.
//!
//! Needs Chromium and its driver, which `tests/run` installs. Pictures of pages go to
//! `target/tmp/browser`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod encrypted;
mod harness;
mod keeping;
mod session_demo;

#[path = "../support/servers/mod.rs"]
mod servers;

oxy::default_app!(crate::keeping::App);
