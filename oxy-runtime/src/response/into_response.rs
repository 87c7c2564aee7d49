//! What a handler may return.

use std::borrow::Cow;
use std::convert::Infallible;

use bytes::Bytes;
use http::StatusCode;
use http::header::{HeaderName, HeaderValue};

use crate::body::Body;
use crate::error::Error;
use crate::rejection::Rejection;
use crate::response::builder::{Response, binary, html, text};
use crate::response::html::Html;

/// A value that can be a response.
///
/// | value | response |
/// |---|---|
/// | `&'static str`, `String`, `Cow<'static, str>` | 200 text/plain, never guessed to be HTML |
/// | `Html<T>` | 200 text/html |
/// | `Json<T>` | 200 application/json |
/// | `Bytes`, `Vec<u8>` | 200 application/octet-stream |
/// | `StatusCode` | that status without a body |
/// | `()` | 204 No Content |
/// | `Redirect` | 303 |
/// | `(StatusCode, R)` | `R` with that status |
/// | `([(name, value); N], R)` | `R` with these header fields |
/// | `Option<R>` | `R`, or 404 |
/// | `Result<R, E>` | either of the two |
///
/// ```
/// use oxy::{IntoResponse, Response, text};
///
/// struct Greeting { name: String }
///
/// impl IntoResponse for Greeting {
///     fn into_response(self) -> Response {
///         text(format!("Hello {}", self.name))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a response",
    label = "not a response",
    note = "return `String`, `&'static str`, `Html<T>`, `Json<T>`, `Bytes`, `StatusCode`, `Redirect`, `Response`, a tuple \
            `(StatusCode, R)`, `Option<R>` or `Result<R, E>` of these",
    note = "an error type implements `oxy::IntoResponse`; or return `oxy::Error`, which takes any `std::error::Error` by `?`",
    note = "a number or a `bool` is text when you say so: `value.to_string()`"
)]
pub trait IntoResponse {
    /// Makes the response.
    fn into_response(self) -> Response;
}

/// [`IntoResponse`] where it is asked of a type alone: the error for another type then lists no other responses.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a response",
    label = "not a response",
    note = "return `String`, `&'static str`, `Html<T>`, `Json<T>`, `Bytes`, `StatusCode`, `Redirect`, `Response`, a tuple \
            `(StatusCode, R)`, `Option<R>` or `Result<R, E>` of these",
    note = "an error type implements `oxy::IntoResponse`; or return `oxy::Error`, which takes any `std::error::Error` by `?`",
    note = "a number or a `bool` is text when you say so: `value.to_string()`"
)]
pub trait Respond: Sized {
    /// Makes the response.
    fn respond(self) -> Response;
}

#[diagnostic::do_not_recommend]
impl<R: IntoResponse> Respond for R {
    fn respond(self) -> Response {
        self.into_response()
    }
}

/// [`IntoResponse`] where it is asked of a type with parameters: the error names the one that is why it is no response.
#[doc(hidden)]
pub trait RespondInParts: Sized {
    /// Makes the response.
    fn respond(self) -> Response;
}

impl<R: IntoResponse> RespondInParts for R {
    fn respond(self) -> Response {
        self.into_response()
    }
}

impl IntoResponse for Response {
    fn into_response(self) -> Response {
        self
    }
}

impl IntoResponse for &'static str {
    fn into_response(self) -> Response {
        text(self)
    }
}

impl IntoResponse for String {
    fn into_response(self) -> Response {
        text(self)
    }
}

impl IntoResponse for Cow<'static, str> {
    fn into_response(self) -> Response {
        match self {
            Cow::Borrowed(content) => text(content),
            Cow::Owned(content) => text(content),
        }
    }
}

impl<T: Into<Body>> IntoResponse for Html<T> {
    fn into_response(self) -> Response {
        html(self.0)
    }
}

impl IntoResponse for Bytes {
    fn into_response(self) -> Response {
        binary(self)
    }
}

impl IntoResponse for Vec<u8> {
    fn into_response(self) -> Response {
        binary(self.into())
    }
}

impl IntoResponse for StatusCode {
    fn into_response(self) -> Response {
        Response::new(Body::empty()).status(self)
    }
}

impl IntoResponse for () {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl IntoResponse for Infallible {
    fn into_response(self) -> Response {
        match self {}
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.into()
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        Error::from(self).into()
    }
}

impl<R: Respond> IntoResponse for Option<R> {
    fn into_response(self) -> Response {
        match self {
            Some(response) => response.respond(),
            None => Error::bare(StatusCode::NOT_FOUND).into(),
        }
    }
}

impl<R: Respond, E: Respond> IntoResponse for Result<R, E> {
    fn into_response(self) -> Response {
        match self {
            Ok(response) => response.respond(),
            Err(error) => error.respond(),
        }
    }
}

impl<R: Respond> IntoResponse for (StatusCode, R) {
    fn into_response(self) -> Response {
        self.1.respond().status(self.0)
    }
}

/// Header fields as the first part of a response tuple: an array of pairs of name and value.
pub trait HeaderPairs {
    /// Adds the fields to `response`.
    fn add_to(self, response: Response) -> Response;
}

impl<N, V, const COUNT: usize> HeaderPairs for [(N, V); COUNT]
where
    N: TryInto<HeaderName>,
    V: TryInto<HeaderValue>,
{
    fn add_to(self, response: Response) -> Response {
        self.into_iter().fold(response, |response, (name, value)| {
            response.header(name, value)
        })
    }
}

impl<H: HeaderPairs, R: Respond> IntoResponse for (H, R) {
    fn into_response(self) -> Response {
        self.0.add_to(self.1.respond())
    }
}

impl<H: HeaderPairs, R: Respond> IntoResponse for (StatusCode, H, R) {
    fn into_response(self) -> Response {
        self.1.add_to(self.2.respond()).status(self.0)
    }
}
