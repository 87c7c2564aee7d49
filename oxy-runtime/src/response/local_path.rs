//! A place of this site, taken from a request: where to go after a login.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

/// A path of this site with its query, safe to redirect to: never another site.
///
/// As an argument it is a query parameter, as a field of a `Form` or `Query` a field. An empty text is the root, `/`; 400 or 422
/// when a client sent something else there, such as `//evil.example` or `/\evil.example` (open redirects, OWASP ASVS 5.0, 3.7.2).
///
/// ```
/// use oxy::prelude::*;
/// use oxy::LocalPath;
///
/// #[oxy::app]
/// struct App {}
///
/// // The page that `login_page("/login?next={path}")` names; its form posts the value on.
/// #[get("/login")]
/// async fn page(next: Option<LocalPath>) -> Html<String> {
///     let next = next.unwrap_or_default();
///     Html(format!("<form method=post action=/login><input type=hidden name=next value=\"{}\">", escape_html(next.as_str())))
/// }
///
/// #[derive(serde::Deserialize)]
/// struct Login { next: LocalPath }
///
/// #[post("/login")]
/// async fn login(form: Form<Login>) -> Redirect {
///     Redirect::to(form.next.as_str())
/// }
/// # fn main() {
/// assert!("/dashboard?tab=2".parse::<LocalPath>().is_ok());
/// assert!("//evil.example".parse::<LocalPath>().is_err());
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LocalPath(String);

/// The text is not a path of this site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotLocal;

impl LocalPath {
    /// The path and its query.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LocalPath {
    type Err = NotLocal;

    fn from_str(text: &str) -> Result<Self, NotLocal> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        // Browsers read `\` as `/`, and drop tabs and line ends wherever they stand (WHATWG URL, 4.4), so that either would
        // make `//host` of what does not look like it.
        let is_plain = text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let is_path = text.starts_with('/') && !text.starts_with("//");
        if is_plain && is_path && text.len() <= 2_048 {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotLocal)
        }
    }
}

/// The root, `/`.
impl Default for LocalPath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<LocalPath> for String {
    fn from(path: LocalPath) -> Self {
        path.0
    }
}

impl<'de> Deserialize<'de> for LocalPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl fmt::Display for NotLocal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a path of this site")
    }
}

impl std::error::Error for NotLocal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_local() {
        for local in [
            "",
            "/",
            "/a",
            "/a?b=c&d=//e",
            "/a//b",
            "/%2F%2Fevil.example",
            "/a#b",
            "/@evil.example",
        ] {
            assert!(local.parse::<LocalPath>().is_ok(), "{local:?}");
        }
        let long = format!("/{}", "a".repeat(2_048));
        for other in [
            "a",
            "//",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            " /a",
            "/a b",
            "/ä",
            "?a",
            "#a",
            "./a",
            &long,
        ] {
            assert!(other.parse::<LocalPath>().is_err(), "{other:?}");
        }
    }
}
