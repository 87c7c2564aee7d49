//! The request's cookies.

use std::str::FromStr;
use std::sync::Arc;

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::crypto::SecretKey;
use crate::exchange::Exchange;
use crate::extract::misplaced::SetByARequest;
use crate::extract::{Extract, Site};
use crate::problem::LaunchProblem;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::setup::Setup;
use crate::wording::Part;

/// The cookies of a request.
///
/// Names are compared byte for byte, and never decoded (RFC 6265bis, 5.4, on prefixes). A value is read as it stands,
/// quotes included; a malformed neighbour harms only itself; pairs after the 300th are not read. What is read by
/// [`get_encrypted`](Cookies::get_encrypted) was sealed by this application for this name and has not expired, or it is
/// absent.
///
/// ```
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/")]
/// async fn index(cookies: Cookies) -> String {
///     let theme = cookies.get("theme").unwrap_or("light");
///     let visits: u32 = cookies.get_or("visits", 0);
///     let user = cookies.get_encrypted("user").unwrap_or_else(|| "stranger".to_owned());
///     format!("{user} {theme} {visits}")
/// }
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Cookies(Arc<Exchange>);

/// What others do with the cookies of a request, told in words of ours.
#[doc(hidden)]
impl Cookies {
    pub fn add<C>(&self, _: C)
    where
        Part<C>: SetByARequest,
    {
    }

    pub fn set<C>(&self, _: C)
    where
        Part<C>: SetByARequest,
    {
    }

    pub fn remove<C>(&self, _: C)
    where
        Part<C>: SetByARequest,
    {
    }
}

impl Cookies {
    /// The cookies of a `Cookie` header, to call a handler in a unit test.
    ///
    /// ```
    /// use oxy::{Cookies, SecretKey};
    ///
    /// let cookies = Cookies::new("theme=dark; count=3", SecretKey::random());
    /// assert_eq!(cookies.get("theme"), Some("dark"));
    /// ```
    #[must_use]
    pub fn new(header: &str, key: SecretKey) -> Self {
        let setup = Setup {
            key: Some(key),
            ..Setup::default()
        };
        let value = HeaderValue::from_str(header).unwrap_or(HeaderValue::from_static(""));
        let headers = HeaderMap::from_iter([(COOKIE, value)]);
        Self(Arc::new(Exchange::new(&Arc::new(setup), &headers)))
    }

    /// The first plain value of this name that is UTF-8.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All plain values of this name that are UTF-8, in the order in which they came.
    pub fn all<'c>(&'c self, name: &str) -> impl Iterator<Item = &'c str> {
        self.0
            .values(name)
            .filter_map(|value| std::str::from_utf8(value).ok())
    }

    /// All pairs of name and plain value that are UTF-8, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.pairs().filter_map(|(name, value)| {
            Some((
                std::str::from_utf8(name).ok()?,
                std::str::from_utf8(value).ok()?,
            ))
        })
    }

    /// A plain value without the double quotes around it, which are part of the value otherwise.
    #[must_use]
    pub fn get_unquoted(&self, name: &str) -> Option<&str> {
        let value = self.get(name)?;
        let inner = value
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        Some(inner.unwrap_or(value))
    }

    /// A plain value as a `T`, or `default` when it is absent or not a `T`.
    #[must_use]
    pub fn get_or<T: FromStr>(&self, name: &str, default: T) -> T {
        self.get(name)
            .and_then(|value| value.parse().ok())
            .unwrap_or(default)
    }

    /// A plain value as a `T`.
    ///
    /// # Errors
    /// 400 when it is there and not a `T`.
    pub fn parse<T: FromStr>(&self, name: &str) -> Result<Option<T>, Rejection> {
        let parsed = self.get(name).map(str::parse).transpose();
        parsed.map_err(|_| {
            let wanted = std::any::type_name::<T>();
            Rejection::bad_request(format!("cookie `{name}` is not a valid {wanted}"))
        })
    }

    /// The value of a cookie that was set with `.encrypted()`.
    ///
    /// It is absent when nothing opens: tampered, cut, expired, of another name or an unknown key. It is absent, too,
    /// when two values of the name open to different contents, so that their order never decides who one is. What an
    /// old key of the ring sealed is sent again with the response, sealed under the first.
    #[must_use]
    pub fn get_encrypted(&self, name: &str) -> Option<String> {
        self.0.open(name)
    }

    /// The value of a cookie that was set with `.encrypted()` as a `T`, or `default`.
    #[must_use]
    pub fn get_encrypted_or<T: FromStr>(&self, name: &str, default: T) -> T {
        self.get_encrypted(name)
            .and_then(|value| value.parse().ok())
            .unwrap_or(default)
    }
}

impl std::fmt::Debug for Cookies {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Cookies({})", self.0.pairs().count())
    }
}

impl<A> Extract<A> for Cookies {
    type State = Arc<Setup>;

    fn prepare(site: &Site<'_, A>) -> Result<Arc<Setup>, LaunchProblem> {
        site.needs_key("Cookies")?;
        Ok(Arc::clone(site.setup))
    }

    async fn extract(setup: &Arc<Setup>, request: &mut Request) -> Result<Self, Rejection> {
        Ok(Self(Arc::clone(request.exchange(setup))))
    }
}
