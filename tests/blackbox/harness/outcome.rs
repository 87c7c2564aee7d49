//! What one request led to.

use std::fmt;

use super::Response;

#[derive(Debug)]
pub(crate) enum Outcome {
    Answer(Response),
    /// The connection ended before the first byte of an answer.
    Closed,
    /// Neither an answer nor the end of the connection within the client's patience.
    Hung,
    /// Bytes that are no HTTP response, or only a part of one.
    Broken(String),
}

impl Outcome {
    #[track_caller]
    pub(crate) fn answer(self, label: &str) -> Response {
        match self {
            Self::Answer(response) => response,
            other => panic!("{label}: expected an answer, received {other}"),
        }
    }

    #[track_caller]
    pub(crate) fn has_status(self, label: &str, status: u16) -> Response {
        self.has_one_of(label, &[status])
    }

    #[track_caller]
    pub(crate) fn has_one_of(self, label: &str, statuses: &[u16]) -> Response {
        let response = self.answer(label);
        let fits = statuses.contains(&response.status);
        assert!(fits, "{label}: expected {statuses:?}, received {response}");
        response
    }

    /// One of the statuses, or a connection that was closed without an answer.
    #[track_caller]
    pub(crate) fn refused_with(self, label: &str, statuses: &[u16]) {
        if !matches!(self, Self::Closed) {
            self.has_one_of(label, statuses);
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(response) => response.fmt(formatter),
            Self::Closed => formatter.write_str("a closed connection"),
            Self::Hung => formatter.write_str("nothing, and the connection stays open"),
            Self::Broken(what) => write!(formatter, "no valid response: {what}"),
        }
    }
}
