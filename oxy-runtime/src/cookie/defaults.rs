//! [`CookieDefaults`]: what cookies say that do not say otherwise.

use std::time::Duration;

use super::SameSite;

/// The attributes of an application's cookies, unless a [`Cookie`](super::Cookie) says otherwise.
///
/// [`new`](Self::new) is the safe choice (OWASP ASVS 5.0, 3.3): `HttpOnly`, `Secure`,
/// `SameSite=Lax`, `Path=/`, no domain, no Max-Age (the cookie ends with the browser's session),
/// not partitioned, not encrypted.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use oxy::{CookieDefaults, SameSite};
///
/// let defaults = CookieDefaults::new()
///     .encrypted(true)
///     .same_site(SameSite::Strict)
///     .max_age(Duration::from_secs(3600));
/// assert_ne!(defaults, CookieDefaults::default());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "defaults have an effect only when they are given to an application"]
pub struct CookieDefaults {
    pub(super) encrypted: bool,
    pub(super) http_only: bool,
    pub(super) secure: bool,
    pub(super) same_site: SameSite,
    pub(super) path: String,
    pub(super) domain: Option<String>,
    pub(super) max_age: Option<Duration>,
    pub(super) partitioned: bool,
}

impl CookieDefaults {
    /// `HttpOnly; SameSite=Lax; Secure; Path=/`, and nothing else.
    pub fn new() -> Self {
        Self {
            encrypted: false,
            http_only: true,
            secure: true,
            same_site: SameSite::Lax,
            path: "/".to_owned(),
            domain: None,
            max_age: None,
            partitioned: false,
        }
    }

    /// Whether values are sealed under the application's key; `false` by default.
    pub fn encrypted(mut self, encrypted: bool) -> Self {
        self.encrypted = encrypted;
        self
    }

    /// Whether scripts of the page cannot read the cookies; `true` by default.
    ///
    /// `false` hands them to whoever can run a script there.
    pub fn http_only(mut self, http_only: bool) -> Self {
        self.http_only = http_only;
        self
    }

    /// Whether cookies that say nothing themselves are `Secure`.
    pub(crate) fn is_secure(&self) -> bool {
        self.secure
    }

    /// The name of a cookie of the framework's own with the strictest prefix that these defaults allow (RFC 6265bis, 4.1.3):
    /// browsers then refuse one that another host of the domain, or a page over plain http, has set.
    pub(crate) fn prefixed(&self, name: &str) -> String {
        // SameSite=None forces `Secure`.
        if !self.secure && self.same_site != SameSite::None {
            name.to_owned()
        } else if self.domain.is_none() && self.path == "/" {
            format!("__Host-{name}")
        } else {
            format!("__Secure-{name}")
        }
    }

    /// Whether browsers send the cookies over https only; `true` by default.
    ///
    /// `false` sends them to whoever listens on the network.
    pub fn secure(mut self, secure: bool) -> Self {
        self.secure = secure;
        self
    }

    /// Which requests from other sites carry the cookies; [`SameSite::Lax`] by default.
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.same_site = same_site;
        self
    }

    /// The path that the cookies are sent to, with all below it; `/` by default.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// The domain that the cookies are sent to, with all its subdomains; by default none, which
    /// keeps them with the host that set them.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// How long the cookies live, at most 400 days; by default as long as the browser's session.
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Whether an embedded page gets a jar of its own for every site that embeds it; `false` by
    /// default.
    pub fn partitioned(mut self, partitioned: bool) -> Self {
        self.partitioned = partitioned;
        self
    }
}

impl Default for CookieDefaults {
    fn default() -> Self {
        Self::new()
    }
}
