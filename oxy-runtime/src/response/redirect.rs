//! Redirects.

use http::StatusCode;
use http::header::LOCATION;

use crate::body::Body;
use crate::response::{IntoResponse, Response};

/// A redirect, by default 303 See Other: the client goes on with GET, which is right after a form.
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
}

impl Redirect {
    /// 303 See Other (RFC 9110, 15.4.4).
    pub fn to(location: impl Into<String>) -> Self {
        Self::with_status(StatusCode::SEE_OTHER, location)
    }

    /// 307 Temporary Redirect, which keeps the method and the body.
    pub fn temporary(location: impl Into<String>) -> Self {
        Self::with_status(StatusCode::TEMPORARY_REDIRECT, location)
    }

    /// 308 Permanent Redirect, which keeps the method and the body.
    pub fn permanent(location: impl Into<String>) -> Self {
        Self::with_status(StatusCode::PERMANENT_REDIRECT, location)
    }

    fn with_status(status: StatusCode, location: impl Into<String>) -> Self {
        Self {
            status,
            location: location.into(),
        }
    }
}

impl IntoResponse for Redirect {
    fn into_response(self) -> Response {
        Response::new(Body::empty())
            .status(self.status)
            .header(LOCATION, self.location)
    }
}
