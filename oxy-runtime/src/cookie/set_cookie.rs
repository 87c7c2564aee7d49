//! [`SetCookie`]: a checked `Set-Cookie` line.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use ::cookie::time::{OffsetDateTime, format_description::well_known::Rfc2822};
use http::HeaderValue;

use super::{
    Cookie, CookieDefaults, CookieError, SameSite, SealedCookie,
    cookie::{Domain, Lifetime},
    rules::{self, Prefix},
    sealed::unix_seconds,
};
use crate::crypto::SecretKey;

/// Browsers keep no cookie longer: 400 days in seconds (RFC 6265bis, 5.5).
pub(super) const MAX_LIFETIME: u64 = 400 * 24 * 60 * 60;

/// Browsers keep no longer name and value (RFC 6265bis, 5.6), some no longer line.
const MAX_LINE_BYTES: usize = 4096;

/// The value of a `Set-Cookie` line, and what tells one cookie of a browser from another.
#[derive(Clone, Debug)]
pub(crate) struct SetCookie {
    pub(crate) name: String,
    pub(crate) path: Cow<'static, str>,
    pub(crate) domain: Option<String>,
    pub(crate) secure: bool,
    /// Marked as sensitive, so that its `Debug` does not print it.
    pub(crate) header: HeaderValue,
}

impl SetCookie {
    /// The line that sets the cookie, sealed under the key if the cookie or the defaults say so.
    pub(crate) fn new(
        cookie: &Cookie,
        defaults: &CookieDefaults,
        key: Option<&SecretKey>,
        now: SystemTime,
    ) -> Result<Self, CookieError> {
        let attributes = Attributes::check(cookie, defaults)?;
        let end = End::check(cookie, defaults, unix_seconds(now))?;
        if !cookie.encrypted.unwrap_or(defaults.encrypted) {
            if let Some(position) = rules::bad_value_byte(cookie.value()) {
                return Err(CookieError::Value {
                    name: cookie.name().to_owned(),
                    position,
                });
            }
            let header = attributes.line(cookie.name(), &Value::Plain(cookie.value()), &end)?;
            return Ok(attributes.with_header(cookie.name(), header));
        }

        let key = key.ok_or_else(|| CookieError::NoKey {
            name: cookie.name().to_owned(),
        })?;
        let sealed = SealedCookie {
            value: cookie.value(),
            expires_at: end.at,
            http_only: attributes.http_only,
            secure: attributes.secure,
            same_site: Some(attributes.same_site),
            persistent: end.at.is_some(),
            partitioned: attributes.partitioned,
            path: &attributes.path,
            domain: attributes.domain.as_deref(),
        };
        let header = attributes.line(cookie.name(), &Value::Sealed(&sealed, key), &end)?;
        Ok(attributes.with_header(cookie.name(), header))
    }

    /// The line that removes the cookie: an empty value that ended long ago, under the same
    /// attributes, without which a browser would keep the cookie or refuse the line.
    pub(crate) fn removal(cookie: &Cookie, defaults: &CookieDefaults) -> Result<Self, CookieError> {
        Attributes::check(cookie, defaults)?.into_removal(cookie.name())
    }

    /// The line that removes a cookie of this name that had been sealed. What it says was checked before.
    pub(crate) fn removal_of_sealed(
        name: &str,
        sealed: SealedCookie,
        defaults: &CookieDefaults,
    ) -> Result<Self, CookieError> {
        let same_site = sealed.same_site.unwrap_or(defaults.same_site);
        let attributes = Attributes {
            http_only: sealed.http_only,
            secure: sealed.secure || same_site == SameSite::None,
            same_site,
            partitioned: sealed.partitioned,
            path: sealed.path,
            domain: sealed.domain.map(Cow::into_owned),
        };
        attributes.into_removal(name)
    }
}

/// What stands behind the name.
enum Value<'a> {
    Plain(&'a str),
    Sealed(&'a SealedCookie<&'a str>, &'a SecretKey),
}

impl Value<'_> {
    fn length(&self) -> usize {
        match self {
            Self::Plain(value) => value.len(),
            Self::Sealed(sealed, _) => sealed.token_length(),
        }
    }

    fn add_to(&self, line: &mut Vec<u8>, name: &str) {
        match self {
            Self::Plain(value) => line.extend_from_slice(value.as_bytes()),
            Self::Sealed(sealed, key) => sealed.seal_onto(line, key, name),
        }
    }
}

/// The cookie's attributes, filled up by the defaults and checked, its lifetime apart.
struct Attributes {
    http_only: bool,
    secure: bool,
    same_site: SameSite,
    partitioned: bool,
    path: Cow<'static, str>,
    domain: Option<String>,
}

impl Attributes {
    fn check(cookie: &Cookie, defaults: &CookieDefaults) -> Result<Self, CookieError> {
        let name = || cookie.name().to_owned();
        if !rules::is_name(cookie.name()) {
            return Err(CookieError::Name { name: name() });
        }
        let path = match cookie.path.as_ref().unwrap_or(&defaults.path).as_str() {
            // That of nearly every cookie, which is not to be copied.
            "/" => Cow::Borrowed("/"),
            path if rules::is_path(path) => Cow::Owned(path.to_owned()),
            path => {
                let path = path.to_owned();
                return Err(CookieError::Path { name: name(), path });
            }
        };
        let domain = match &cookie.domain {
            Some(Domain::HostOnly) => None,
            Some(Domain::Of(domain)) => Some(domain),
            None => defaults.domain.as_ref(),
        };
        let domain = domain
            .map(|domain| {
                rules::canonical_domain(domain).ok_or_else(|| CookieError::Domain {
                    name: name(),
                    domain: domain.clone(),
                })
            })
            .transpose()?;
        let same_site = cookie.same_site.unwrap_or(defaults.same_site);
        let attributes = Self {
            http_only: cookie.http_only.unwrap_or(defaults.http_only),
            // Browsers refuse SameSite=None without Secure (RFC 6265bis, 5.7).
            secure: cookie.secure.unwrap_or(defaults.secure) || same_site == SameSite::None,
            same_site,
            partitioned: cookie.partitioned.unwrap_or(defaults.partitioned),
            path,
            domain,
        };
        match attributes.missing(rules::prefix(cookie.name())) {
            Some((rule, needed)) => Err(CookieError::Needs {
                name: name(),
                rule,
                needed,
            }),
            None => Ok(attributes),
        }
    }

    /// The first rule about several attributes that is broken, and what it needs.
    fn missing(&self, prefix: Option<Prefix>) -> Option<(&'static str, &'static str)> {
        const SECURE: &str = "Secure, `.secure(true)`";
        match prefix {
            Some(Prefix::Host) if !self.secure => Some(("the prefix __Host-", SECURE)),
            Some(Prefix::Host) if self.path != "/" => {
                Some(("the prefix __Host-", "Path=/, `.path(\"/\")`"))
            }
            Some(Prefix::Host) if self.domain.is_some() => {
                Some(("the prefix __Host-", "no domain, `.host_only()`"))
            }
            Some(Prefix::Secure) if !self.secure => Some(("the prefix __Secure-", SECURE)),
            _ if self.partitioned && !self.secure => Some(("the attribute Partitioned", SECURE)),
            _ => None,
        }
    }

    /// The whole line, written into one buffer of the right length.
    fn line(&self, name: &str, value: &Value<'_>, end: &End) -> Result<HeaderValue, CookieError> {
        let flag = |is_set, text| if is_set { text } else { "" };
        let domain = self.domain.as_deref().unwrap_or_default();
        let max_age = end.max_age.map(|seconds| seconds.to_string());
        let max_age = max_age.as_deref().unwrap_or_default();
        let date = end.date.as_deref().unwrap_or_default();
        let attributes = [
            flag(self.http_only, "; HttpOnly"),
            match self.same_site {
                SameSite::Lax => "; SameSite=Lax",
                SameSite::Strict => "; SameSite=Strict",
                SameSite::None => "; SameSite=None",
            },
            flag(self.partitioned, "; Partitioned"),
            flag(self.secure, "; Secure"),
            "; Path=",
            &self.path,
            flag(!domain.is_empty(), "; Domain="),
            domain,
            flag(!max_age.is_empty(), "; Max-Age="),
            max_age,
            flag(!date.is_empty(), "; Expires="),
            date,
        ];
        let length: usize = attributes.iter().map(|part| part.len()).sum();
        let length = name.len() + 1 + value.length() + length;
        if length > MAX_LINE_BYTES {
            return Err(CookieError::TooLarge {
                name: name.to_owned(),
                found: length,
            });
        }
        let mut line = Vec::with_capacity(length);
        line.extend_from_slice(name.as_bytes());
        line.push(b'=');
        value.add_to(&mut line, name);
        for part in attributes {
            line.extend_from_slice(part.as_bytes());
        }
        // Nothing is left that a header refuses, since every part was checked or made here.
        let mut header = HeaderValue::try_from(line).map_err(|_| CookieError::Name {
            name: name.to_owned(),
        })?;
        header.set_sensitive(true);
        Ok(header)
    }

    fn into_removal(self, name: &str) -> Result<SetCookie, CookieError> {
        let header = self.line(name, &Value::Plain(""), &End::REMOVAL)?;
        Ok(self.with_header(name, header))
    }

    fn with_header(self, name: &str, header: HeaderValue) -> SetCookie {
        SetCookie {
            name: name.to_owned(),
            path: self.path,
            domain: self.domain,
            secure: self.secure,
            header,
        }
    }
}

/// When a cookie ends, in the three forms that it is told in.
struct End {
    /// Seconds since the epoch, for the sealed value.
    at: Option<u64>,
    /// Seconds from now, for `Max-Age`.
    max_age: Option<u64>,
    /// For `Expires`.
    date: Option<Cow<'static, str>>,
}

impl End {
    const REMOVAL: Self = Self {
        at: Some(0),
        max_age: Some(0),
        date: Some(Cow::Borrowed("Thu, 01 Jan 1970 00:00:00 GMT")),
    };

    fn check(cookie: &Cookie, defaults: &CookieDefaults, now: u64) -> Result<Self, CookieError> {
        let too_long = |found| CookieError::Lifetime {
            name: cookie.name().to_owned(),
            found,
        };
        let lifetime = cookie.lifetime.or(defaults.max_age.map(Lifetime::MaxAge));
        match lifetime.unwrap_or(Lifetime::BrowserSession) {
            Lifetime::BrowserSession => Ok(Self {
                at: None,
                max_age: None,
                date: None,
            }),
            Lifetime::MaxAge(Duration::ZERO) => Ok(Self {
                at: Some(now),
                ..Self::REMOVAL
            }),
            Lifetime::MaxAge(age) => {
                let seconds = age
                    .as_secs()
                    .saturating_add(u64::from(age.subsec_nanos() > 0));
                if seconds > MAX_LIFETIME {
                    return Err(too_long(seconds));
                }
                Ok(Self {
                    at: Some(now + seconds),
                    max_age: Some(seconds),
                    date: None,
                })
            }
            Lifetime::Expires(time) => {
                let at = unix_seconds(time);
                let seconds = at.saturating_sub(now);
                if seconds > MAX_LIFETIME {
                    return Err(too_long(seconds));
                }
                let date = date(at).ok_or_else(|| too_long(seconds))?;
                Ok(Self {
                    at: Some(at),
                    max_age: None,
                    date: Some(Cow::Owned(date)),
                })
            }
        }
    }
}

/// So many seconds after the epoch, as HTTP writes it (RFC 9110, 5.6.7): the date of an e-mail, with another word for the
/// zone.
fn date(at: u64) -> Option<String> {
    let date = OffsetDateTime::from_unix_timestamp(at.cast_signed()).ok()?;
    let date = date.format(&Rfc2822).ok()?;
    Some(format!("{} GMT", date.strip_suffix(" +0000")?))
}
