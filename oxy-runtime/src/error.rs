//! The error of handlers: an HTTP status, a text for the client, and a cause for the log.

use std::borrow::Cow;
use std::fmt;

use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};

use crate::body::BoxError;
use crate::routing::Refused;

/// What a handler or `main` returns when something went wrong.
///
/// Any [`std::error::Error`] turns into it by `?`: the client then sees a 500 without details and the log has the cause
/// under the same request id. The constructors carry a status and a text that the client may see.
///
/// ```
/// use oxy::Error;
///
/// fn find(id: u32) -> Result<&'static str, Error> {
///     match id {
///         1 => Ok("one"),
///         _ => Err(Error::not_found(format!("there is no item {id}"))),
///     }
/// }
/// assert_eq!(find(7).unwrap_err().status().as_u16(), 404);
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    status: StatusCode,
    detail: Option<Cow<'static, str>>,
    source: Option<BoxError>,
    headers: HeaderMap,
    /// The path parameter that could not be parsed, where that is why.
    refused: Option<Refused>,
}

/// The result of handlers and of `main`.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of any status with a text for the client; of a 500 the text goes to the log only.
    pub fn new(status: StatusCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            status,
            detail: Some(detail.into()),
            source: None,
            headers: HeaderMap::new(),
            refused: None,
        }))
    }

    /// 400 for a path parameter that could not be parsed.
    pub(crate) fn refused(refused: Refused) -> Self {
        let Refused {
            name, type_name, ..
        } = &refused;
        let detail = format!("path parameter `{name}` is not a valid {type_name}");
        let mut error = Self::bad_request(detail);
        error.0.refused = Some(refused);
        error
    }

    /// The path parameter that could not be parsed, where that is why.
    pub(crate) fn refused_parameter(&self) -> Option<&Refused> {
        self.0.refused.as_ref()
    }

    pub(crate) fn bare(status: StatusCode) -> Self {
        let mut error = Self::new(status, "");
        error.0.detail = None;
        error
    }

    /// 400 Bad Request with a text for the client.
    pub fn bad_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// 401 Unauthorized with a text for the client; the response carries `WWW-Authenticate` (RFC 9110, 11.6.1).
    pub fn unauthorized(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// 403 Forbidden with a text for the client.
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// 404 Not Found with a text for the client.
    pub fn not_found(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// 409 Conflict with a text for the client.
    pub fn conflict(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, detail)
    }

    /// 422 Unprocessable Content with a text for the client.
    pub fn unprocessable(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }

    /// 500 Internal Server Error; `cause` goes to the log, never to the client.
    pub fn internal(cause: impl Into<BoxError>) -> Self {
        Self::bare(StatusCode::INTERNAL_SERVER_ERROR).with_source(cause)
    }

    /// Adds the cause for the log.
    #[must_use]
    pub fn with_source(mut self, cause: impl Into<BoxError>) -> Self {
        self.0.source = Some(cause.into());
        self
    }

    /// Adds a header field to the response, such as `Retry-After`.
    ///
    /// ```
    /// use oxy::{Error, StatusCode, header};
    ///
    /// let error = Error::new(StatusCode::TOO_MANY_REQUESTS, "slow down")
    ///     .with_header(header::RETRY_AFTER, header::HeaderValue::from_static("30"));
    /// ```
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.append(name, value);
        self
    }

    /// The same error with another status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// The HTTP status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The text that the client sees; none for a 500, whose details belong into the log.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        if self.0.status == StatusCode::INTERNAL_SERVER_ERROR {
            return None;
        }
        self.0.detail.as_deref()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The cause and everything behind it, on one line, for the log.
    pub(crate) fn causes(&self) -> String {
        let mut text = self.0.detail.as_deref().unwrap_or_default().to_owned();
        let mut next: Option<&(dyn std::error::Error + 'static)> =
            self.0.source.as_deref().map(|source| source as _);
        while let Some(cause) = next {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&cause.to_string());
            next = cause.source();
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let causes = self.causes();
        if causes.is_empty() {
            return write!(formatter, "{}", self.0.status);
        }
        formatter.write_str(&causes)
    }
}

/// The same text as `Display`: what `main` prints when it returns the error.
impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl<E> From<E> for Error
where
    E: std::error::Error + Send + Sync + 'static,
{
    fn from(cause: E) -> Self {
        Self::internal(cause)
    }
}
