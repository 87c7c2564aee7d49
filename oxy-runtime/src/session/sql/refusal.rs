//! What attempts to connect that failed leave behind: when to try again, and what to tell those who wait.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rand::RngExt as _;
use sqlx::Error;
use sqlx::error::{DatabaseError, ErrorKind};
use tokio::time::Instant;

/// How long to wait after the first attempt that failed; each further wait is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(25);
/// The longest wait: shorter than requests wait, so that those who come meanwhile hear of one attempt at least.
const LONGEST_WAIT: Duration = Duration::from_millis(400);

/// The last of some attempts that failed one after the other.
pub(super) struct Refusal {
    error: Arc<Error>,
    at: Instant,
    wait: Duration,
    next: Instant,
}

impl Refusal {
    pub(super) fn after(before: Option<Self>, error: Error) -> Self {
        let wait = before.map_or(FIRST_WAIT, |it| (it.wait * 2).min(LONGEST_WAIT));
        let at = Instant::now();
        // Programs that lost one server must not come back to it all at once.
        let part = rand::rng().random_range(0.5..1.0);
        Self {
            error: Arc::new(error),
            at,
            wait,
            next: at + wait.mul_f64(part),
        }
    }

    pub(super) fn is_since(&self, begin: Instant) -> bool {
        self.at >= begin
    }

    /// When to try again, not earlier.
    pub(super) fn next(&self) -> Instant {
        self.next
    }

    /// The error, for one more who waits: errors of sqlx have no copies.
    pub(super) fn error(&self) -> Error {
        match &*self.error {
            Error::Io(error) => Error::Io(std::io::Error::new(error.kind(), error.to_string())),
            Error::Tls(error) => Error::Tls(error.to_string().into()),
            Error::Protocol(text) => Error::Protocol(text.clone()),
            Error::Database(_) => Error::Database(Box::new(Shared(Arc::clone(&self.error)))),
            other => Error::AnyDriverError(other.to_string().into()),
        }
    }
}

/// What a database has said to several.
#[derive(Debug)]
struct Shared(Arc<Error>);

impl Shared {
    fn said(&self) -> Option<&dyn DatabaseError> {
        self.0.as_database_error()
    }
}

impl fmt::Display for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.message())
    }
}

impl StdError for Shared {}

impl DatabaseError for Shared {
    fn message(&self) -> &str {
        self.said().map_or("", |said| said.message())
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        self.said()?.code()
    }

    fn as_error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn StdError + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn StdError + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        self.said().map_or(ErrorKind::Other, |said| said.kind())
    }
}
