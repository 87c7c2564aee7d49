//! [`SealedCookie`]: what stands inside a sealed value.
//!
//! ```text
//! 0            8       9               11       11 + p            13 + p   13 + p + d     n
//! +------------+-------+---------------+--------+-----------------+--------+--------------+
//! | expires at | flags | path length p |  path  | domain length d | domain |    value     |
//! |    8 B     |  1 B  |      2 B      |        |       2 B       |        | what is left |
//! +------------+-------+---------------+--------+-----------------+--------+--------------+
//! expires at: seconds since the epoch, 0 = none; domain: of length 0 = none
//! numbers are big-endian, texts are UTF-8
//!
//! flags  bit 0  HttpOnly              bit 4     persistent
//!        bit 1  Secure                bit 5     Partitioned
//!        bits 2 and 3  SameSite:      bits 6 and 7  zero
//!            0 unset, 1 Lax, 2 Strict, 3 None
//! ```
//!
//! The expiry ends a stolen cookie on the server as well. The attributes are there because a
//! request does not carry them, and because neither sealing again nor removal works without.

use std::{
    borrow::Cow,
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::set_cookie::MAX_LIFETIME;
use super::{Cookie, SameSite};
use crate::crypto::{NotOpened, SecretKey, token_length};

const HTTP_ONLY: u8 = 1 << 0;
const SECURE: u8 = 1 << 1;
const SAME_SITE_SHIFT: u8 = 2;
const SAME_SITE: u8 = 0b11 << SAME_SITE_SHIFT;
const PERSISTENT: u8 = 1 << 4;
const PARTITIONED: u8 = 1 << 5;
const UNUSED: u8 = 0b11 << 6;

/// A cookie as it was sealed, or as it is to be: its value and the attributes it was set with.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SealedCookie<T = Cow<'static, str>> {
    pub(crate) value: T,
    /// Seconds since the epoch; the cookie opens before this second, not in it.
    pub(crate) expires_at: Option<u64>,
    pub(crate) http_only: bool,
    pub(crate) secure: bool,
    pub(crate) same_site: Option<SameSite>,
    /// It was set with `Max-Age` or `Expires`, rather than for the browser's session.
    pub(crate) persistent: bool,
    pub(crate) partitioned: bool,
    pub(crate) path: T,
    pub(crate) domain: Option<T>,
}

/// Why a sealed value reads as absent: for a debug line and a counter only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    NotOpened(NotOpened),
    /// Opened, but not of this layout.
    Malformed,
    Expired,
}

impl Unreadable {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NotOpened(reason) => reason.as_str(),
            Self::Malformed => "of an unknown layout",
            Self::Expired => "expired",
        }
    }
}

impl SealedCookie {
    /// Opens a token; also says whether it is stale, that is, to be sealed again by the ring's
    /// first key.
    pub(crate) fn open(
        key: &SecretKey,
        name: &str,
        token: &[u8],
        now: SystemTime,
    ) -> Result<(Self, bool), Unreadable> {
        let opened = key.open(name, token).map_err(Unreadable::NotOpened)?;
        let cookie = Self::decode(&opened.plaintext).ok_or(Unreadable::Malformed)?;
        if cookie
            .expires_at
            .is_some_and(|end| unix_seconds(now) >= end)
        {
            return Err(Unreadable::Expired);
        }
        Ok((cookie, opened.stale))
    }

    /// `None` when the bytes are not of the layout above.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (expires_at, rest) = bytes.split_first_chunk()?;
        let expires_at = u64::from_be_bytes(*expires_at);
        let (&flags, rest) = rest.split_first()?;
        if flags & UNUSED != 0 {
            return None;
        }
        let (path, rest) = split_text(rest)?;
        let (domain, value) = split_text(rest)?;
        Some(Self {
            value: str::from_utf8(value).ok()?.to_owned().into(),
            expires_at: (expires_at != 0).then_some(expires_at),
            http_only: flags & HTTP_ONLY != 0,
            secure: flags & SECURE != 0,
            same_site: match (flags & SAME_SITE) >> SAME_SITE_SHIFT {
                1 => Some(SameSite::Lax),
                2 => Some(SameSite::Strict),
                3 => Some(SameSite::None),
                _ => None,
            },
            persistent: flags & PERSISTENT != 0,
            partitioned: flags & PARTITIONED != 0,
            path: match path {
                // That of nearly all.
                "/" => Cow::Borrowed("/"),
                other => other.to_owned().into(),
            },
            domain: (!domain.is_empty()).then(|| domain.to_owned().into()),
        })
    }

    /// The cookie as it was set, with what is left of its Max-Age: for sealing it again. It leaves
    /// nothing but an unset SameSite to the application's defaults.
    pub(crate) fn to_cookie(&self, name: &str, now: SystemTime) -> Cookie {
        let mut cookie = Cookie::new(name, &*self.value)
            .encrypted()
            .http_only(self.http_only)
            .secure(self.secure)
            .partitioned(self.partitioned)
            .path(&*self.path);
        cookie = match &self.domain {
            Some(domain) => cookie.domain(&**domain),
            None => cookie.host_only(),
        };
        if let Some(same_site) = self.same_site {
            cookie = cookie.same_site(same_site);
        }
        match self.expires_at {
            Some(end) if self.persistent => {
                // The clock of who sealed it may have been ahead.
                let left = end.saturating_sub(unix_seconds(now)).min(MAX_LIFETIME);
                cookie.max_age(Duration::from_secs(left))
            }
            _ => cookie.browser_session(),
        }
    }
}

impl<T: AsRef<str>> SealedCookie<T> {
    /// Appends the token to `line`.
    pub(crate) fn seal_onto(&self, line: &mut Vec<u8>, key: &SecretKey, name: &str) {
        key.seal_onto(line, name, self.length(), |bytes| self.encode_onto(bytes));
    }

    /// How long the token is.
    pub(crate) fn token_length(&self) -> usize {
        token_length(self.length())
    }

    /// How long the plaintext is.
    fn length(&self) -> usize {
        let (path, domain) = (self.path.as_ref(), self.domain());
        8 + 1 + 2 + path.len() + 2 + domain.len() + self.value.as_ref().len()
    }

    /// Appends the plaintext of the layout above.
    pub(super) fn encode_onto(&self, bytes: &mut Vec<u8>) {
        // 0 means no expiry, so a cookie that ended at the epoch ends one second later.
        let expires_at = self.expires_at.map_or(0, |end| end.max(1));
        bytes.extend_from_slice(&expires_at.to_be_bytes());
        bytes.push(self.flags());
        for text in [self.path.as_ref(), self.domain()] {
            // `SetCookie` has checked that both are far shorter than the length can say.
            let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(&text.as_bytes()[..length.into()]);
        }
        bytes.extend_from_slice(self.value.as_ref().as_bytes());
    }

    /// The domain; empty where there is none.
    fn domain(&self) -> &str {
        self.domain.as_ref().map_or("", AsRef::as_ref)
    }

    fn flags(&self) -> u8 {
        let same_site = match self.same_site {
            None => 0,
            Some(SameSite::Lax) => 1,
            Some(SameSite::Strict) => 2,
            Some(SameSite::None) => 3,
        };
        let flag = |set, bit| if set { bit } else { 0 };
        flag(self.http_only, HTTP_ONLY)
            | flag(self.secure, SECURE)
            | same_site << SAME_SITE_SHIFT
            | flag(self.persistent, PERSISTENT)
            | flag(self.partitioned, PARTITIONED)
    }
}

impl fmt::Debug for SealedCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedCookie")
            .field("expires_at", &self.expires_at)
            .field("flags", &format_args!("{:#010b}", self.flags()))
            .field("path", &self.path)
            .field("domain", &self.domain)
            .finish_non_exhaustive()
    }
}

/// A text with its length in front, and what follows it.
fn split_text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (text, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
    Some((str::from_utf8(text).ok()?, rest))
}

/// Whole seconds since the epoch; 0 for a clock that stands before it.
pub(super) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
