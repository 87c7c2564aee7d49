//! Where strangers are sent instead of a 401.

use http::header::{ACCEPT, HeaderValue, LOCATION};
use http::{HeaderMap, Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::Error;
use crate::request::Request;
use crate::response::LocalPath;

/// What needs no escape in a query's value.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// What stands for the path that was asked for.
const PLACEHOLDER: &str = "{path}";

/// The application's page for logging in.
#[derive(Debug, Clone)]
pub(crate) struct LoginPage {
    target: String,
}

impl LoginPage {
    pub(super) fn new(target: String) -> Self {
        Self { target }
    }

    /// The page of an application that is mounted below a prefix.
    pub(super) fn below(&self, prefix: &str) -> Self {
        Self::new(format!("{prefix}{}", self.target))
    }

    /// What is wrong with the target.
    pub(super) fn problem(&self) -> Option<&'static str> {
        let filled = self.target.replacen(PLACEHOLDER, "/", 1);
        if !self.target.starts_with('/') || self.target.starts_with("//") {
            return Some("its login page must be a path of this application, such as \"/login\"");
        }
        let is_plain = filled
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\\{}\"<>".contains(&byte));
        if !is_plain || self.path().contains('{') {
            return Some(
                "its login page must be a plain path, percent-encoded, but for `{path}` in its query",
            );
        }
        None
    }

    /// The path alone.
    pub(crate) fn path(&self) -> &str {
        let end = self.target.find(['?', '#']).unwrap_or(self.target.len());
        &self.target[..end]
    }

    /// 303 to the page, for a request that a browser makes to show something; none for others, and for the page itself,
    /// which would lead to itself for ever.
    pub(crate) fn redirect(&self, request: &Request) -> Option<Error> {
        let shows = matches!(*request.method(), Method::GET | Method::HEAD);
        if !shows || prefers_json(request.headers()) || request.uri().path() == self.path() {
            return None;
        }
        let wanted = request.uri().path_and_query().map(|target| target.as_str());
        // What the login page would refuse, such as the `//host` of another site, must not keep anybody from logging in.
        let wanted = wanted.filter(|path| path.parse::<LocalPath>().is_ok());
        let wanted = utf8_percent_encode(wanted.unwrap_or("/"), VALUE).to_string();
        let target = self.target.replacen(PLACEHOLDER, &wanted, 1);
        let location = HeaderValue::try_from(target).ok()?;
        Some(Error::bare(StatusCode::SEE_OTHER).with_header(LOCATION, location))
    }
}

/// Whether the client takes JSON and nothing that a page is: a script rather than a browser.
fn prefers_json(headers: &HeaderMap) -> bool {
    let lines = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let ranges = lines
        .flat_map(|line| line.split(','))
        .filter_map(|range| range.split(';').next())
        .map(|media| media.trim().to_ascii_lowercase());
    let mut json = false;
    for media in ranges {
        match media.as_str() {
            "*/*" | "text/html" | "text/*" | "application/xhtml+xml" => return false,
            other => json |= other == "application/json" || other.ends_with("+json"),
        }
    }
    json
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::body::Body;

    fn location(page: &str, method: &str, target: &str, accept: Option<&str>) -> Option<String> {
        let mut request = http::Request::builder().method(method).uri(target);
        if let Some(accept) = accept {
            request = request.header(ACCEPT, accept);
        }
        let request = Request::new(request.body(Body::empty()).unwrap());
        let error = LoginPage::new(page.to_owned()).redirect(&request)?;
        Some(error.headers()[LOCATION].to_str().unwrap().to_owned())
    }

    #[test]
    fn browsers_are_sent_to_the_page() {
        let page = "/login?next={path}";
        let cases = [
            ("GET", "/a", None, Some("/login?next=/a")),
            ("HEAD", "/a", None, Some("/login?next=/a")),
            (
                "GET",
                "/a?x=1&y=2",
                Some("text/html"),
                Some("/login?next=/a%3Fx%3D1%26y%3D2"),
            ),
            ("GET", "//evil.example/", None, Some("/login?next=/")),
            ("GET", "/\\evil.example", None, Some("/login?next=/")),
            ("GET", "/a", Some("application/json"), None),
            (
                "GET",
                "/a",
                Some("application/json, */*;q=0.1"),
                Some("/login?next=/a"),
            ),
            ("GET", "/a", Some("application/problem+json"), None),
            ("GET", "/a", Some("image/png"), Some("/login?next=/a")),
            ("POST", "/a", None, None),
            ("GET", "/login", None, None),
            ("GET", "/login?again", None, None),
        ];
        for (method, target, accept, expected) in cases {
            let found = location(page, method, target, accept);
            assert_eq!(found.as_deref(), expected, "{method} {target} {accept:?}");
        }
        assert_eq!(location("/", "HEAD", "/a", None).as_deref(), Some("/"));
    }

    #[test]
    fn only_paths_of_the_application_are_pages() {
        for good in ["/", "/login", "/login?next={path}", "/a?b=c#d"] {
            assert_eq!(LoginPage::new(good.to_owned()).problem(), None, "{good}");
        }
        for bad in [
            "",
            "login",
            "//evil.example",
            "https://evil.example",
            "/{path}",
            "/a?{next}",
            "/a b",
            "/a\n",
        ] {
            assert!(LoginPage::new(bad.to_owned()).problem().is_some(), "{bad}");
        }
    }
}
