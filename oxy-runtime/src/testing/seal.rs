//! Sealed values made and opened by a test.

use std::time::{Duration, SystemTime};

use crate::cookie::{Cookie, CookieDefaults, CookieError, SealedCookie, SetCookie};
use crate::crypto::SecretKey;

/// The value that a cookie of this name would have after `.encrypted()`, lasting for `max_age` from `now`.
///
/// ```
/// use oxy::SecretKey;
/// use oxy::testing::{seal, unseal};
/// use std::time::{Duration, SystemTime};
///
/// let (key, now) = (SecretKey::random(), SystemTime::now());
/// let token = seal(&key, "user", "ann", Duration::from_secs(60), now).unwrap();
/// assert_eq!(unseal(&key, "user", &token, now).as_deref(), Some("ann"));
/// assert_eq!(unseal(&key, "theme", &token, now), None);
/// assert_eq!(unseal(&key, "user", &token, now + Duration::from_secs(60)), None);
/// ```
///
/// # Errors
/// What is wrong with the name or the lifetime.
pub fn seal(
    key: &SecretKey,
    name: &str,
    value: &str,
    max_age: Duration,
    now: SystemTime,
) -> Result<String, CookieError> {
    let cookie = Cookie::new(name, value).encrypted().max_age(max_age);
    let line = SetCookie::new(&cookie, &CookieDefaults::new(), Some(key), now)?;
    let text = line.header.to_str().unwrap_or_default();
    let pair = text.split(';').next().unwrap_or_default();
    Ok(pair.split_once('=').unwrap_or_default().1.to_owned())
}

/// What a sealed value holds, if it opens: made for this name, by this key, and not expired at `now`.
#[must_use]
pub fn unseal(key: &SecretKey, name: &str, token: &str, now: SystemTime) -> Option<String> {
    let (sealed, _) = SealedCookie::open(key, name, token.as_bytes(), now).ok()?;
    Some(sealed.value.into_owned())
}
