//! oxy among tower's services: its layers around ours, its services below ours, and ours within another server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod app;
mod embedded;
mod hyper_util_serves;
mod layers;
mod mounted;
mod order;

oxy::default_app!(crate::app::App);
