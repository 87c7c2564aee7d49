//! The response and its builder methods.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, SET_COOKIE};
use http::{HeaderMap, StatusCode};

use crate::body::Body;
use crate::cookie::{Cookie, CookieChange, CookieDefaults};
use crate::error::Error;
use crate::response::Flash;

/// A response: status, header fields, body, and the cookies to set or remove.
///
/// Cookies are sealed and written when the response leaves, with the application's key and defaults.
///
/// ```
/// use oxy::{Cookie, StatusCode, text};
///
/// let response = text("Created")
///     .status(StatusCode::CREATED)
///     .header("x-item", "7")
///     .set_cookie(Cookie::new("theme", "dark"));
/// assert_eq!(response.status_code(), StatusCode::CREATED);
/// ```
#[must_use = "a response does nothing unless the handler returns it"]
pub struct Response {
    /// In a box, since a response is handed on a dozen times until it leaves.
    pub(crate) contents: Box<Contents>,
}

/// What a response is made of.
pub(crate) struct Contents {
    pub(crate) inner: http::Response<Body>,
    pub(crate) cookies: Vec<CookieChange>,
    pub(crate) flashes: Vec<Flash>,
    pub(crate) failure: Option<Error>,
}

impl Contents {
    /// Whether there is something that HTTP does not know.
    #[cfg(feature = "tower")]
    pub(crate) fn has_more(&self) -> bool {
        !self.cookies.is_empty() || !self.flashes.is_empty() || self.failure.is_some()
    }
}

/// A response that is ready to leave, as HTTP knows it.
pub(crate) type Answer = http::Response<Body>;

impl Response {
    /// A response with this body, status 200 and no content type.
    pub fn new(body: impl Into<Body>) -> Self {
        Self {
            contents: Box::new(Contents {
                inner: http::Response::new(body.into()),
                cookies: Vec::new(),
                flashes: Vec::new(),
                failure: None,
            }),
        }
    }

    /// Sets the status, also that of an error page to come.
    pub fn status(mut self, status: StatusCode) -> Self {
        *self.contents.inner.status_mut() = status;
        let failure = self.contents.failure.take();
        self.contents.failure = failure.map(|failure| failure.with_status(status));
        self
    }

    /// Sets a header field, replacing the former values of that name; only `Set-Cookie` lines are all kept.
    ///
    /// A name or value that HTTP does not allow, such as one with CR or LF, makes the whole response a 500 whose log line
    /// names the field: it is never sent.
    pub fn header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        match (name.try_into(), value.try_into()) {
            (Ok(name), Ok(value)) => {
                if name == SET_COOKIE {
                    self.contents.inner.headers_mut().append(name, value);
                } else {
                    self.contents.inner.headers_mut().insert(name, value);
                }
                self
            }
            (Ok(name), Err(_)) => self.fail(format!(
                "the value of the response header `{name}` is not allowed in HTTP"
            )),
            (Err(_), _) => {
                self.fail("a response header has a name that HTTP does not allow".to_owned())
            }
        }
    }

    /// Adds a header field beside the former values of that name, under the same rules as [`header`](Response::header).
    pub fn append_header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        match (name.try_into(), value.try_into()) {
            (Ok(name), Ok(value)) => {
                self.contents.inner.headers_mut().append(name, value);
                self
            }
            _ => self.fail(
                "a response header has a name or a value that HTTP does not allow".to_owned(),
            ),
        }
    }

    /// Sends `cookie` with the response. Of two with one name, path and domain the later wins.
    ///
    /// An invalid cookie, or an encrypted one without a key, makes the response a 500 whose log line names the cookie. That
    /// is found when the response leaves, behind all layers. A plain value has no space, quote, comma, semicolon or
    /// backslash (RFC 6265bis, 4.1.1); an encrypted one may be any text.
    pub fn set_cookie(mut self, cookie: Cookie) -> Self {
        self.contents.cookies.push(CookieChange::Set(cookie));
        self
    }

    /// Removes a cookie from the client: by name, or by a [`Cookie`] with the path and domain it was set with.
    ///
    /// A sealed cookie that came with the request is removed with the attributes it was set with; another one with
    /// those given here, and the application's defaults for the rest.
    pub fn remove_cookie(mut self, cookie: impl Into<Cookie>) -> Self {
        self.contents
            .cookies
            .push(CookieChange::Remove(cookie.into()));
        self
    }

    /// Adds a message for the page that the client sees next, behind those that were added before.
    ///
    /// ```
    /// use oxy::{Flash, html};
    ///
    /// let response = html("<p>Done</p>").flash(Flash::warning("The disk is nearly full"));
    /// assert_eq!(response.flashes()[0].text(), "The disk is nearly full");
    /// ```
    ///
    /// The messages leave in one encrypted cookie, which replaces an earlier one; what [`set_cookie`](Response::set_cookie)
    /// says about a missing key and about the length holds for them, too. See [`Flashes`](crate::Flashes).
    pub fn flash(mut self, flash: Flash) -> Self {
        self.contents.flashes.push(flash);
        self
    }

    /// The status.
    #[must_use]
    pub fn status_code(&self) -> StatusCode {
        self.contents
            .failure
            .as_ref()
            .map_or_else(|| self.contents.inner.status(), Error::status)
    }

    /// The header fields, without those that are added when the response leaves.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.contents.inner.headers()
    }

    /// The same, to be changed by a layer.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.contents.inner.headers_mut()
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Body {
        self.contents.inner.body()
    }

    /// Replaces the body, keeping everything else, as a layer that encodes it does. A length that was set goes.
    pub fn with_body(mut self, body: impl Into<Body>) -> Self {
        self.contents.inner.headers_mut().remove(CONTENT_LENGTH);
        *self.contents.inner.body_mut() = body.into();
        self
    }

    /// The cookies that [`set_cookie`](Response::set_cookie) was given, before they are sealed.
    pub fn cookies(&self) -> impl Iterator<Item = &Cookie> {
        self.contents
            .cookies
            .iter()
            .filter_map(|change| match change {
                CookieChange::Set(cookie) => Some(cookie),
                CookieChange::Remove(_) => None,
            })
    }

    /// The messages that [`flash`](Response::flash) was given.
    pub fn flashes(&self) -> &[Flash] {
        &self.contents.flashes
    }

    /// Takes the cookies to set and to remove, the one that holds the messages included.
    pub(crate) fn take_cookies(&mut self, defaults: &CookieDefaults) -> Vec<CookieChange> {
        let mut changes = std::mem::take(&mut self.contents.cookies);
        if !self.contents.flashes.is_empty() {
            let flashes = std::mem::take(&mut self.contents.flashes);
            changes.push(CookieChange::Set(Flash::cookie(&flashes, defaults)));
        }
        changes
    }

    /// Takes the body, leaving an empty one.
    #[must_use]
    pub fn take_body(&mut self) -> Body {
        std::mem::take(self.contents.inner.body_mut())
    }

    /// What HTTP knows of it.
    pub(crate) fn into_answer(self) -> Answer {
        self.contents.inner
    }

    pub(crate) fn of_type(content_type: HeaderValue, body: impl Into<Body>) -> Self {
        let mut response = Self::new(body);
        response
            .contents
            .inner
            .headers_mut()
            .insert(CONTENT_TYPE, content_type);
        response
    }

    /// Turns the response into a 500 that keeps no trace of it but its cookies, and the reason for the log.
    pub(crate) fn fail(mut self, reason: String) -> Self {
        let headers = self.contents.inner.headers_mut();
        let others: Vec<_> = headers
            .keys()
            .filter(|name| **name != SET_COOKIE)
            .cloned()
            .collect();
        for name in others {
            headers.remove(name);
        }
        self.contents.failure = Some(Error::new(StatusCode::INTERNAL_SERVER_ERROR, reason));
        self
    }
}

impl std::fmt::Debug for Response {
    /// Neither header fields, which may hold tokens, nor what a failure says, which may quote what the client sent.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.contents.inner.status())
            .field("body", self.contents.inner.body())
            .field("cookies", &self.contents.cookies.len())
            .field("flashes", &self.contents.flashes.len())
            .field("failed", &self.contents.failure.is_some())
            .finish_non_exhaustive()
    }
}

impl From<Error> for Response {
    fn from(error: Error) -> Self {
        let mut response = Self::new(Body::empty()).status(error.status());
        response.contents.failure = Some(error);
        response
    }
}

/// A text/plain response in UTF-8. Browsers are told not to guess another type.
///
/// ```
/// let response = oxy::text("Logged Out");
/// assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
/// ```
pub fn text(content: impl Into<Body>) -> Response {
    // Made by the compiler: else every response would look through it.
    let content_type = const { HeaderValue::from_static("text/plain; charset=utf-8") };
    Response::of_type(content_type, content)
}

/// A text/html response in UTF-8. Values from outside go through [`escape_html`](crate::escape_html) first.
///
/// ```
/// let name = oxy::escape_html("<b>Ann</b>");
/// let response = oxy::html(format!("<h1>Hello {name}</h1>"));
/// assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
/// ```
pub fn html(content: impl Into<Body>) -> Response {
    let content_type = const { HeaderValue::from_static("text/html; charset=utf-8") };
    Response::of_type(content_type, content)
}

/// Bytes without a more exact type.
pub(super) fn binary(content: Bytes) -> Response {
    let content_type = const { HeaderValue::from_static("application/octet-stream") };
    Response::of_type(content_type, content)
}
