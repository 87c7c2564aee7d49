//! Links to routes: `url!(show, id = 7)`.
//!
//! `target.rs` is what a route says of its path, which the compiler checks links against; `build.rs` puts values into it.

mod build;
mod target;
mod text;

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

pub use build::{At, Building, Linked, NeverEmpty, NoArgument, Outcome, Sure, Unsure, Value};
pub use target::{Places, Target};

/// All but what RFC 3986, 2.3, calls unreserved, so that a value can stand in HTML and in other links as it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A link to a route of this application: a path with its values, and perhaps a query; see [`url!`](crate::url).
///
/// Values have no characters that HTML or a header treats as its own; the `&` between query values, and what a route's path has
/// of its own, such as `/it's`, may: use [`escape_html`](crate::escape_html) where a link stands in HTML.
///
/// ```
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/articles/{id}")]
/// async fn article(id: u64, page: Option<u32>) -> String {
///     format!("{id} {page:?}")
/// }
///
/// #[post("/articles/{id}")]
/// async fn edit(id: u64) -> Redirect {
///     Redirect::to(url!(article, id = id).query("page", 2))
/// }
/// # fn main() {
/// assert_eq!(url!(article, id = 7).as_str(), "/articles/7");
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link(String);

impl Link {
    /// The path, and the query if there is one.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds a query value; both texts are percent-encoded.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app] struct App {}
    /// # #[get("/")] async fn search(q: String, page: u32) -> String { format!("{q} {page}") }
    /// # fn main() {
    /// let link = url!(search).query("q", "a&b").query("page", 2);
    /// assert_eq!(link.as_str(), "/?q=a%26b&page=2");
    /// # }
    /// ```
    #[must_use]
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        self.0.extend(utf8_percent_encode(name, RESERVED));
        self.0.push('=');
        self.0
            .extend(utf8_percent_encode(&value.to_string(), RESERVED));
        self
    }

    /// The same below a prefix: an application does not know where another one has [mounted](crate::Serve::mount) it.
    ///
    /// ```
    /// # use oxy::prelude::*;
    /// # #[oxy::app] struct Admin {}
    /// # #[get("/users/{id}")] async fn user(id: u64) -> String { id.to_string() }
    /// # fn main() {
    /// assert_eq!(url!(user, id = 7).below("/admin").as_str(), "/admin/users/7");
    /// # }
    /// ```
    #[must_use]
    pub fn below(self, prefix: &str) -> Self {
        let prefix = prefix.trim_end_matches('/');
        match self.0.strip_prefix('/') {
            // Below a prefix, "/" is the prefix itself.
            Some(rest) if !prefix.is_empty() && (rest.is_empty() || rest.starts_with('?')) => {
                Self(format!("{prefix}{rest}"))
            }
            _ => Self(format!("{prefix}{}", self.0)),
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl AsRef<str> for Link {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&Link> for String {
    fn from(link: &Link) -> Self {
        link.0.clone()
    }
}

impl From<Link> for String {
    fn from(link: Link) -> Self {
        link.0
    }
}

impl PartialEq<str> for Link {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Link {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// A value that no path can carry: an empty text, or one that the route would refuse, see [`get`](macro@crate::get): with a NUL, with
/// `/` or `\` at its beginning, or with a segment `.` or `..`, which browsers and proxies resolve before they send a request
/// (RFC 3986, 5.2.4, and WHATWG URL, 4.4, percent-encoded or not), so that the link would lead elsewhere.
///
/// [`url!`](crate::url) answers with it where a parameter of the path can be such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkError {
    parameter: &'static str,
    why: &'static str,
}

impl LinkError {
    fn new(parameter: &'static str, why: &'static str) -> Self {
        Self { parameter, why }
    }

    /// The name of the parameter.
    #[must_use]
    pub fn parameter(&self) -> &str {
        self.parameter
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { parameter, why } = self;
        write!(
            formatter,
            "a link has no value for the path parameter `{parameter}`: {why}"
        )
    }
}

impl std::error::Error for LinkError {}

/// A segment of a path, encoded.
fn encoded(segment: &str) -> Cow<'_, str> {
    utf8_percent_encode(segment, RESERVED).into()
}
