//! Starts the server, speaks raw HTTP/1.1 to it and reads what comes back.

mod base64url;
mod build;
mod client;
mod cookie;
mod outcome;
mod request;
mod response;
mod server;

pub(crate) use base64url::{ALPHABET, decode, encode};
pub(crate) use client::Client;
pub(crate) use cookie::SetCookie;
pub(crate) use outcome::Outcome;
pub(crate) use request::Request;
pub(crate) use response::{Framing, Response};
pub(crate) use server::{Server, server};

use std::time::{Duration, Instant};

/// The greeting that only a live session may see.
pub(crate) const WELCOME: &str = "Welcome back, alice@example.com!";

/// Runs `work`, fails when it took longer than `limit`.
pub(crate) fn within<T>(limit: Duration, label: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    let took = start.elapsed();
    assert!(
        took <= limit,
        "{label}: took {took:?}, allowed are {limit:?}"
    );
    result
}

/// Polls `condition` until it holds; fails with what it last said when the deadline passes first.
#[cfg(target_os = "linux")]
pub(crate) fn eventually(limit: Duration, label: &str, condition: impl Fn() -> Result<(), String>) {
    let deadline = Instant::now() + limit;
    while let Err(state) = condition() {
        assert!(
            Instant::now() < deadline,
            "{label}: not within {limit:?}: {state}"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}
