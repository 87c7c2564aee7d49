//! What carries requests: HTTP/2, TLS, Unix sockets, and listeners that somebody else opened.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod abuse;
mod activation;
mod app;
mod body_pace;
mod client;
mod dripping;
mod frames;
mod http2;
mod listeners;
mod pings;
mod renewal;
mod resets;
mod room;
mod site;
mod socket_file;
mod streaming;
mod tls;

oxy::default_app!(crate::app::App);
