//! [`Cookie`]: what a handler sets.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use super::SameSite;

/// A cookie to be set, or to be removed: a name, a value and what it says about itself.
///
/// Every attribute is optional: what a cookie does not say, the application's
/// [`CookieDefaults`](super::CookieDefaults) do. Nothing is checked here; a name, value or
/// attribute that RFC 6265bis does not allow is an error where the cookie is set, never a
/// malformed header.
///
/// `Debug` leaves the value out, since it may be a secret.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use oxy::{Cookie, SameSite};
///
/// let cookie = Cookie::new("session_id", "c0ffee")
///     .encrypted()
///     .same_site(SameSite::Strict)
///     .max_age(Duration::from_secs(3600));
/// assert_eq!(cookie.name(), "session_id");
/// assert_eq!(cookie.value(), "c0ffee");
/// assert!(!format!("{cookie:?}").contains("c0ffee"));
/// ```
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a cookie is sent only when it is set on a response"]
pub struct Cookie {
    name: String,
    value: String,
    pub(super) encrypted: Option<bool>,
    pub(super) http_only: Option<bool>,
    pub(super) secure: Option<bool>,
    pub(super) same_site: Option<SameSite>,
    pub(super) path: Option<String>,
    pub(super) domain: Option<Domain>,
    pub(super) lifetime: Option<Lifetime>,
    pub(super) partitioned: Option<bool>,
}

/// A cookie on its way to the client.
#[derive(Debug)]
pub(crate) enum CookieChange {
    Set(Cookie),
    Remove(Cookie),
}

/// Which hosts a cookie is sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Domain {
    HostOnly,
    Of(String),
}

/// How long a cookie lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lifetime {
    BrowserSession,
    MaxAge(Duration),
    Expires(SystemTime),
}

impl Cookie {
    /// A cookie that says nothing but its name and value.
    ///
    /// The value is the text that `to_string` makes of it.
    ///
    /// # Examples
    ///
    /// ```
    /// use oxy::Cookie;
    ///
    /// assert_eq!(Cookie::new("visits", 7).value(), "7");
    /// ```
    pub fn new(name: impl Into<String>, value: impl ToString) -> Self {
        Self {
            name: name.into(),
            value: value.to_string(),
            encrypted: None,
            http_only: None,
            secure: None,
            same_site: None,
            path: None,
            domain: None,
            lifetime: None,
            partitioned: None,
        }
    }

    /// The name, as it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value, as it was given: not encrypted.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Seals the value under the application's key: the client can neither read nor change it,
    /// nor use it under another name or after the cookie's Max-Age.
    ///
    /// A sealed value may hold any text, at the cost of about 80 bytes and a third of its length.
    pub fn encrypted(mut self) -> Self {
        self.encrypted = Some(true);
        self
    }

    /// Sends the value as it is, even if the defaults encrypt.
    ///
    /// The client can read it and send any other: never decide by it who somebody is.
    pub fn plain(mut self) -> Self {
        self.encrypted = Some(false);
        self
    }

    /// Whether scripts of the page cannot read the cookie.
    ///
    /// `false` hands the cookie to whoever can run a script there (OWASP ASVS 5.0, 3.3.4).
    pub fn http_only(mut self, http_only: bool) -> Self {
        self.http_only = Some(http_only);
        self
    }

    /// Whether browsers send the cookie over https only; they count `http://localhost` as https.
    ///
    /// `false` sends it to whoever listens on the network (OWASP ASVS 5.0, 3.3.1).
    /// [`SameSite::None`] keeps `Secure` regardless, because browsers refuse it otherwise.
    pub fn secure(mut self, secure: bool) -> Self {
        self.secure = Some(secure);
        self
    }

    /// Which requests from other sites carry the cookie. [`SameSite::None`] forces `Secure`.
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.same_site = Some(same_site);
        self
    }

    /// The path that the cookie is sent to, with all below it: `/` and visible ASCII without `;`
    /// and `,`, at most 1,024 bytes.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The domain that the cookie is sent to, with all its subdomains. A leading dot is dropped.
    ///
    /// Every host below the domain can read the cookie and set another in its place; without a
    /// domain it stays with the host that set it.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(Domain::Of(domain.into()));
        self
    }

    /// Sends the cookie to this host only, even if the defaults name a domain, as a name with the
    /// prefix `__Host-` needs it.
    pub fn host_only(mut self) -> Self {
        self.domain = Some(Domain::HostOnly);
        self
    }

    /// How long the cookie lives, at most 400 days (RFC 6265bis, 5.5); zero removes it.
    ///
    /// Parts of a second count as a whole one. An encrypted value does not open afterwards, even
    /// if the client kept it.
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.lifetime = Some(Lifetime::MaxAge(max_age));
        self
    }

    /// When the cookie ends, at most 400 days from now; a time that has passed removes it.
    ///
    /// It goes by the client's clock: prefer [`max_age`](Self::max_age).
    pub fn expires(mut self, expires: SystemTime) -> Self {
        self.lifetime = Some(Lifetime::Expires(expires));
        self
    }

    /// Ends the cookie with the browser's session, even if the defaults have a Max-Age.
    pub fn browser_session(mut self) -> Self {
        self.lifetime = Some(Lifetime::BrowserSession);
        self
    }

    /// Whether an embedded page gets a cookie jar of its own for every site that embeds it, which
    /// needs `Secure` (draft-cutler-httpbis-partitioned-cookies).
    pub fn partitioned(mut self, partitioned: bool) -> Self {
        self.partitioned = Some(partitioned);
        self
    }
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            value: _,
            encrypted,
            http_only,
            secure,
            same_site,
            path,
            domain,
            lifetime,
            partitioned,
        } = self;
        f.debug_struct("Cookie")
            .field("name", name)
            .field("encrypted", encrypted)
            .field("http_only", http_only)
            .field("secure", secure)
            .field("same_site", same_site)
            .field("path", path)
            .field("domain", domain)
            .field("lifetime", lifetime)
            .field("partitioned", partitioned)
            .finish_non_exhaustive()
    }
}

/// A cookie of this name without a value, as it is removed.
impl From<&str> for Cookie {
    fn from(name: &str) -> Self {
        Self::new(name, "")
    }
}

impl From<String> for Cookie {
    fn from(name: String) -> Self {
        Self::new(name, "")
    }
}
