//! [`SetCookie`]: a checked `Set-Cookie` line.

use std::time::{Duration, SystemTime};

use ::cookie::time::OffsetDateTime;
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
    pub(crate) path: String,
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
            return attributes.into_line(cookie.name(), cookie.value(), end);
        }

        let key = key.ok_or_else(|| CookieError::NoKey {
            name: cookie.name().to_owned(),
        })?;
        let sealed = SealedCookie {
            value: cookie.value().to_owned(),
            expires_at: end.at,
            http_only: attributes.http_only,
            secure: attributes.secure,
            same_site: Some(attributes.same_site),
            persistent: end.at.is_some(),
            partitioned: attributes.partitioned,
            path: attributes.path.clone(),
            domain: attributes.domain.clone(),
        };
        let value = key.seal(cookie.name(), &sealed.encode());
        attributes.into_line(cookie.name(), &value, end)
    }

    /// The line that removes the cookie: an empty value that ended long ago, under the same
    /// attributes, without which a browser would keep the cookie or refuse the line.
    pub(crate) fn removal(cookie: &Cookie, defaults: &CookieDefaults) -> Result<Self, CookieError> {
        Attributes::check(cookie, defaults)?.into_line(cookie.name(), "", End::REMOVAL)
    }
}

/// The cookie's attributes, filled up by the defaults and checked, its lifetime apart.
struct Attributes {
    http_only: bool,
    secure: bool,
    same_site: SameSite,
    partitioned: bool,
    path: String,
    domain: Option<String>,
}

impl Attributes {
    fn check(cookie: &Cookie, defaults: &CookieDefaults) -> Result<Self, CookieError> {
        let name = || cookie.name().to_owned();
        if !rules::is_name(cookie.name()) {
            return Err(CookieError::Name { name: name() });
        }
        let path = cookie.path.as_ref().unwrap_or(&defaults.path).clone();
        if !rules::is_path(&path) {
            return Err(CookieError::Path { name: name(), path });
        }
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

    fn into_line(self, name: &str, value: &str, end: End) -> Result<SetCookie, CookieError> {
        let mut line = ::cookie::Cookie::new(name, value);
        line.set_http_only(self.http_only);
        line.set_secure(self.secure);
        line.set_partitioned(self.partitioned);
        line.set_same_site(match self.same_site {
            SameSite::Lax => ::cookie::SameSite::Lax,
            SameSite::Strict => ::cookie::SameSite::Strict,
            SameSite::None => ::cookie::SameSite::None,
        });
        line.set_path(self.path.as_str());
        if let Some(domain) = &self.domain {
            line.set_domain(domain.as_str());
        }
        if let Some(max_age) = end.max_age {
            line.set_max_age(::cookie::time::Duration::seconds(max_age.cast_signed()));
        }
        if let Some(date) = end.date {
            line.set_expires(date);
        }
        let line = line.to_string();
        if line.len() > MAX_LINE_BYTES {
            return Err(CookieError::TooLarge {
                name: name.to_owned(),
                found: line.len(),
            });
        }
        // Nothing is left that a header refuses, since every part was checked or made here.
        let mut header = HeaderValue::try_from(line).map_err(|_| CookieError::Name {
            name: name.to_owned(),
        })?;
        header.set_sensitive(true);
        Ok(SetCookie {
            name: name.to_owned(),
            path: self.path,
            domain: self.domain,
            secure: self.secure,
            header,
        })
    }
}

/// When a cookie ends, in the three forms that it is told in.
struct End {
    /// Seconds since the epoch, for the sealed value.
    at: Option<u64>,
    /// Seconds from now, for `Max-Age`.
    max_age: Option<u64>,
    /// For `Expires`.
    date: Option<OffsetDateTime>,
}

impl End {
    const REMOVAL: Self = Self {
        at: Some(0),
        max_age: Some(0),
        date: Some(OffsetDateTime::UNIX_EPOCH),
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
                let date = OffsetDateTime::from_unix_timestamp(at.cast_signed())
                    .map_err(|_| too_long(seconds))?;
                Ok(Self {
                    at: Some(at),
                    max_age: None,
                    date: Some(date),
                })
            }
        }
    }
}
