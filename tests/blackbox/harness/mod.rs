//! Starts the server, speaks raw HTTP/1.1 to it and reads what comes back.

#![allow(dead_code, unused_imports, reason = "each subject uses a part")]

mod base64url;
#[path = "../../support/child.rs"]
mod child;
mod client;
mod cookie;
#[path = "../../support/example.rs"]
mod example;
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

use super::SUBJECT;

/// The pair of a `Cookie` header that presents this value as the session.
pub(crate) fn pair(value: &str) -> String {
    format!("{}={value}", SUBJECT.cookie)
}

/// A `Cookie` header in which `NAME` and `GOOD` stand for the session's cookie and its value.
pub(crate) fn filled(template: &str, good: &str) -> String {
    template
        .replace("NAME", SUBJECT.cookie)
        .replace("GOOD", good)
}

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
