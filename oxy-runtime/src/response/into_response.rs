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
use crate::response::parts::Respond;

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

impl<T: Page> IntoResponse for Html<T> {
    fn into_response(self) -> Response {
        html(self.0.into_body())
    }
}

/// What [`Html`] can hold in a response.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a page",
    label = "no text",
    note = "`Html<T>` is a response where `T` is `String`, `&'static str` or `Bytes`: write `Html(value.to_string())`"
)]
pub trait Page {
    /// The content.
    fn into_body(self) -> Body;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Body>> Page for T {
    fn into_body(self) -> Body {
        self.into()
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

/// What stands before the response in a tuple: a status, or header fields as an array of pairs of name and value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand before a response",
    label = "neither a status nor header fields",
    note = "a tuple is written `(StatusCode, R)`, `([(name, value)], R)` or `(StatusCode, [(name, value)], R)`",
    note = "more than that takes the methods of `Response`: `value.into_response().status(..).header(..)`"
)]
pub trait HeaderPairs {
    /// Adds it to `response`.
    fn add_to(self, response: Response) -> Response;
}

impl HeaderPairs for StatusCode {
    fn add_to(self, response: Response) -> Response {
        response.status(self)
    }
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
