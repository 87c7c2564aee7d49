//! Redirects.

use http::StatusCode;
use http::header::LOCATION;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::body::Body;
use crate::response::{Flash, IntoResponse, Response};

/// A redirect, by default 303 See Other: the client goes on with GET, which is right after a form.
///
/// Characters that a URI cannot hold are percent-encoded.
///
/// ```
/// use oxy::{IntoResponse, Redirect, StatusCode};
///
/// assert_eq!(Redirect::to("/dashboard").into_response().status_code(), StatusCode::SEE_OTHER);
/// assert_eq!(Redirect::permanent("/new").into_response().status_code().as_u16(), 308);
/// ```
#[derive(Debug, Clone)]
pub struct Redirect {
    status: StatusCode,
    location: String,
    flashes: Vec<Flash>,
}

impl Redirect {
    /// 303 See Other (RFC 9110, 15.4.4).
    pub fn to(location: impl IntoLocation) -> Self {
        Self::with_status(StatusCode::SEE_OTHER, location)
    }

    /// 307 Temporary Redirect, which keeps the method and the body.
    pub fn temporary(location: impl IntoLocation) -> Self {
        Self::with_status(StatusCode::TEMPORARY_REDIRECT, location)
    }

    /// 308 Permanent Redirect, which keeps the method and the body.
    pub fn permanent(location: impl IntoLocation) -> Self {
        Self::with_status(StatusCode::PERMANENT_REDIRECT, location)
    }

    fn with_status(status: StatusCode, location: impl IntoLocation) -> Self {
        Self {
            status,
            location: location.into_location(),
            flashes: Vec::new(),
        }
    }

    /// Adds a message for the page that the client sees next, behind those that were added to this redirect before.
    ///
    /// ```
    /// use oxy::{Flash, Redirect};
    ///
    /// let redirect = Redirect::to("/items").flash(Flash::success("Saved"));
    /// ```
    ///
    /// See [`Response::flash`].
    #[must_use]
    pub fn flash(mut self, flash: Flash) -> Self {
        self.flashes.push(flash);
        self
    }
}

/// Where a redirect can lead: text, such as a path, a [`LocalPath`](crate::LocalPath), or a link that
/// [`url!`](macro@crate::url) makes.
///
/// Whatever converts into a `String` is one, and so can be a type of your own.
///
/// ```
/// use oxy::{LocalPath, Redirect};
///
/// let _ = Redirect::to("/dashboard");
/// let _ = Redirect::to(format!("/users/{}", 7));
/// let _ = Redirect::to("/cart".parse::<LocalPath>().unwrap());
/// ```
#[diagnostic::on_unimplemented(
    message = "a redirect cannot lead to `{Self}`",
    label = "neither text nor a link",
    note = "write `Redirect::to(\"/path\")` or `Redirect::to(url!(handler))`",
    note = "a link with text in it can fail: `Redirect::to(url!(handler, name = text)?)`, in a handler that returns a \
            `Result<_, Error>`"
)]
pub trait IntoLocation {
    /// The value of the field `Location`.
    fn into_location(self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: Into<String>> IntoLocation for T {
    fn into_location(self) -> String {
        self.into()
    }
}

/// What a URI never holds as it stands (RFC 3986, 2); escapes that are there stay.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

impl IntoResponse for Redirect {
    fn into_response(self) -> Response {
        let location = utf8_percent_encode(&self.location, UNSAFE).to_string();
        let response = Response::new(Body::empty())
            .status(self.status)
            .header(LOCATION, location);
        self.flashes.into_iter().fold(response, Response::flash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_always_a_uri() {
        let cases = [
            ("/a?b=c#d", "/a?b=c#d"),
            ("/é ü", "/%C3%A9%20%C3%BC"),
            ("/a%20b", "/a%20b"),
            ("/a\r\nx: y", "/a%0D%0Ax:%20y"),
        ];
        for (to, expected) in cases {
            let response = Redirect::to(to).into_response();
            assert_eq!(response.headers()[LOCATION], expected, "{to:?}");
        }
    }
}
