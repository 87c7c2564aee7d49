//! Packages that depend on oxy as a user's do: `tests/crates`.

#![allow(clippy::panic, clippy::unwrap_used, missing_docs)]

mod features;
mod fixed;
mod harness;
mod libraries;
mod lints;
#[path = "../support/project.rs"]
mod project;
mod renamed;
mod right;
mod traced;
