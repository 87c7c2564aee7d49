#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod rules;
mod sealed;
mod set_cookie;
#[cfg(feature = "json")]
mod vectors;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Cookie, CookieDefaults, CookieError, SealedCookie, SetCookie};
use crate::crypto::SecretKey;

const SECRET: &str = "GdWx1CmJ4f0vUaTqkzE7sYp2RnBhL9oM";
const OLD: &str = "an-older-secret-of-at-least-32-bytes";
const HOUR: Duration = Duration::from_secs(3600);

/// 2026-01-01T00:00:00Z.
const NEW_YEAR: u64 = 1_767_225_600;

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn secret_key() -> SecretKey {
    SecretKey::new(SECRET).unwrap()
}

fn set(cookie: &Cookie, defaults: &CookieDefaults) -> Result<SetCookie, CookieError> {
    SetCookie::new(cookie, defaults, Some(&secret_key()), at(NEW_YEAR))
}

/// The line under the framework's own defaults.
fn line(cookie: Cookie) -> Result<String, CookieError> {
    line_with(&cookie, &CookieDefaults::new())
}

fn line_with(cookie: &Cookie, defaults: &CookieDefaults) -> Result<String, CookieError> {
    set(cookie, defaults).map(|set| text(&set))
}

fn text(set: &SetCookie) -> String {
    set.header.to_str().unwrap().to_owned()
}

/// The value of a line, between the first `=` and the first `;`.
fn value(line: &str) -> &str {
    let (_, rest) = line.split_once('=').unwrap();
    rest.split(';').next().unwrap()
}

impl SealedCookie {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.encode_onto(&mut bytes);
        bytes
    }
}
