//! Header fields that tell browsers to protect a page.

use std::time::Duration;

use http::HeaderMap;
use http::header::{
    CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, SET_COOKIE,
    STRICT_TRANSPORT_SECURITY, TRANSFER_ENCODING, X_CONTENT_TYPE_OPTIONS,
};

/// The header fields that go with every page (`text/html`), unless the response has its own of that name.
///
/// | field | default | against |
/// |---|---|---|
/// | `Content-Security-Policy` | `frame-ancestors 'self'` | a page of another site around this one (clickjacking; ASVS 5.0, 3.4.6) |
/// | `Referrer-Policy` | `strict-origin-when-cross-origin` | addresses that other sites get to see (ASVS 5.0, 3.4.5) |
/// | `Cross-Origin-Opener-Policy` | `same-origin` | windows of other sites with a hold on this one (ASVS 5.0, 3.4.8) |
/// | `X-Content-Type-Options` | `nosniff` | content that is guessed to be something else (ASVS 5.0, 3.4.4); on everything with a type |
///
/// ```
/// # use oxy::prelude::*;
/// # use oxy::testing::TestClient;
/// # #[oxy::app]
/// # struct App {}
/// use oxy::SecurityHeaders;
///
/// #[get("/")]
/// async fn index() -> Html<&'static str> {
///     Html("<h1>Hello</h1>")
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let headers = SecurityHeaders::new()
///     .set("content-security-policy", "default-src 'self'; frame-ancestors 'none'")
///     .without("cross-origin-opener-policy");
/// let client = TestClient::new(oxy::serve(App {}).security_headers(headers)).unwrap();
/// let page = client.get("/").send().await;
/// assert_eq!(page.headers()["referrer-policy"], "strict-origin-when-cross-origin");
/// assert!(!page.headers().contains_key("cross-origin-opener-policy"));
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SecurityHeaders {
    fields: Vec<(HeaderName, HeaderValue)>,
    /// `X-Content-Type-Options`, on everything that has a type.
    nosniff: bool,
    /// `Strict-Transport-Security`, on everything that goes out encrypted.
    hsts: Option<HeaderValue>,
    /// What could not be set or left out.
    pub(crate) problems: Vec<String>,
}

const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");

impl SecurityHeaders {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        let value = HeaderValue::from_static;
        Self {
            fields: vec![
                (CONTENT_SECURITY_POLICY, value("frame-ancestors 'self'")),
                (REFERRER_POLICY, value("strict-origin-when-cross-origin")),
                (CROSS_ORIGIN_OPENER_POLICY, value("same-origin")),
            ],
            nosniff: true,
            hsts: None,
            problems: Vec::new(),
        }
    }

    /// Sets a field of pages to another value, or a further one. What HTTP does not allow is a problem at launch, and so is a
    /// field that says where a response ends, or sets a cookie.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), _) if [CONTENT_LENGTH, TRANSFER_ENCODING, SET_COOKIE].contains(&name) => {
                self.problems.push(format!(
                    "`{name}` is no security header: it belongs to one response"
                ));
            }
            (Ok(name), Ok(value)) => {
                self.fields.retain(|(other, _)| *other != name);
                self.fields.push((name, value));
            }
            (Err(_), _) => self.problems.push(format!(
                "the security header `{name}` has a name that HTTP does not allow"
            )),
            (_, Err(_)) => self.problems.push(format!(
                "the security header `{name}` has a value that HTTP does not allow"
            )),
        }
        self
    }

    /// Leaves a field out. A name that none of them has is a problem at launch.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        let before = self.fields.len();
        self.fields
            .retain(|(other, _)| !other.as_str().eq_ignore_ascii_case(name));
        let is_nosniff = X_CONTENT_TYPE_OPTIONS.as_str().eq_ignore_ascii_case(name);
        if is_nosniff {
            self.nosniff = false;
        } else if self.fields.len() == before {
            let names = self.fields.iter().map(|(name, _)| name.as_str());
            let nosniff = self.nosniff.then_some(X_CONTENT_TYPE_OPTIONS.as_str());
            let names: Vec<_> = names.chain(nosniff).collect();
            self.problems.push(format!(
                "there is no security header `{name}` to leave out; there are {}",
                names.join(", ")
            ));
        }
        self
    }

    /// Tells browsers to come to this host by https only, for as long as `time` after each visit (`Strict-Transport-Security`,
    /// RFC 6797). It goes out by https only: to this server, or to a proxy that is trusted and says so. There is no way
    /// back but to wait, so begin with minutes; ASVS 5.0, 3.4.1 asks for a year.
    #[must_use]
    pub fn hsts(mut self, time: Duration) -> Self {
        self.hsts = Some(hsts(format!("max-age={}", time.as_secs())));
        self
    }

    /// The same for all hosts below this one, too.
    #[must_use]
    pub fn hsts_with_subdomains(mut self, time: Duration) -> Self {
        let value = format!("max-age={}; includeSubDomains", time.as_secs());
        self.hsts = Some(hsts(value));
        self
    }

    /// Adds what is missing.
    pub(crate) fn add_to(&self, headers: &mut HeaderMap, content: Content, is_https: bool) {
        if content.has_type {
            if self.nosniff && !content.has_nosniff {
                let nosniff = HeaderValue::from_static("nosniff");
                headers.append(X_CONTENT_TYPE_OPTIONS, nosniff);
            }
            if content.is_page {
                for (name, value) in &self.fields {
                    if !headers.contains_key(name) {
                        headers.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        if let Some(hsts) = &self.hsts
            && is_https
        {
            let entry = headers.entry(STRICT_TRANSPORT_SECURITY);
            entry.or_insert(hsts.clone());
        }
    }
}

/// What is known of a response's content.
#[derive(Default, Clone, Copy)]
pub(crate) struct Content {
    has_type: bool,
    is_page: bool,
    pub(crate) has_nosniff: bool,
}

impl Content {
    /// Notes its type, of which the first one counts.
    pub(crate) fn note(&mut self, kind: &HeaderValue) {
        // RFC 9110, 8.3.1: upper and lower case are alike.
        let start = kind.as_bytes().first_chunk();
        let is_page = start.is_some_and(|start: &[u8; 9]| start.eq_ignore_ascii_case(b"text/html"));
        self.is_page |= is_page && !self.has_type;
        self.has_type = true;
    }
}

/// Digits and letters are always allowed.
fn hsts(value: String) -> HeaderValue {
    HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("max-age=0"))
}

impl Default for SecurityHeaders {
    fn default() -> Self {
        Self::new()
    }
}
