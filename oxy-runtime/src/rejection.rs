//! Why an argument could not be taken from a request.

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;

use crate::body::{BoxError, ReadError};
use crate::error::Error;

/// Why an extractor gave no value; becomes a response of its status.
///
/// A handler that wants to answer by itself takes `Result<E, Rejection>`; `Option<E>` is `None` where the thing is
/// [absent](Rejection::is_absent) and still refuses what is malformed.
///
/// ```
/// use oxy::Rejection;
///
/// let rejection = Rejection::bad_request("the header `x-page` is not a number");
/// assert_eq!(rejection.status().as_u16(), 400);
/// assert!(!rejection.is_absent());
/// ```
#[derive(Debug)]
pub struct Rejection {
    error: Error,
    absent: bool,
}

impl Rejection {
    /// A refusal of any status with a text for the client.
    pub fn new(status: StatusCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Error::new(status, detail).into()
    }

    /// A 400 with a text that names what was wrong.
    pub fn bad_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Error::bad_request(detail).into()
    }

    /// A 500; the text goes to the log only.
    pub fn internal(detail: impl Into<Cow<'static, str>>) -> Self {
        Error::new(StatusCode::INTERNAL_SERVER_ERROR, detail).into()
    }

    /// Marks the value as missing rather than malformed, so that `Option<E>` reads `None`.
    #[must_use]
    pub fn absent(mut self) -> Self {
        self.absent = true;
        self
    }

    /// Whether the request simply does not have the value.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.absent
    }

    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.error.status()
    }

    pub(crate) fn error(&self) -> &Error {
        &self.error
    }

    /// Adds the cause for the log.
    #[must_use]
    pub fn with_source(mut self, cause: impl Into<BoxError>) -> Self {
        self.error = self.error.with_source(cause);
        self
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, formatter)
    }
}

impl From<Error> for Rejection {
    fn from(error: Error) -> Self {
        Self {
            error,
            absent: false,
        }
    }
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        rejection.error
    }
}

impl From<ReadError> for Rejection {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::TooLarge { limit } => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("the body is larger than {limit} bytes"),
            ),
            ReadError::TooSlow => {
                Self::new(StatusCode::REQUEST_TIMEOUT, "the body arrived too slowly")
            }
            ReadError::Broken(cause) => {
                Self::bad_request("the body could not be read to its end").with_source(cause)
            }
        }
    }
}
