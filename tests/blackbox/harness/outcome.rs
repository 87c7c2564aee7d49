//! What one request led to.

use std::fmt;

use super::{Response, SUBJECT};
use crate::subject::Page;

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

    #[track_caller]
    fn shows(self, label: &str, page: &Page, meaning: &str) -> Response {
        let response = self.answer(label);
        assert!(
            response.shows(page),
            "{label}: expected {meaning}, received {response}"
        );
        response
    }

    /// The dashboard.
    #[track_caller]
    pub(crate) fn welcomes(self, label: &str) -> Response {
        self.shows(label, &SUBJECT.welcome, "the dashboard")
    }

    /// What strangers get instead of the dashboard.
    #[track_caller]
    pub(crate) fn turns_away(self, label: &str) -> Response {
        self.shows(label, &SUBJECT.stranger, "a stranger's answer")
    }

    /// What strangers get, or 400, or a connection that was closed without an answer.
    #[track_caller]
    pub(crate) fn turns_away_or_refuses(self, label: &str) {
        match self {
            Self::Closed => {}
            Self::Answer(response) if response.status == 400 => response.greets_nobody(label),
            other => drop(other.turns_away(label)),
        }
    }

    /// The session's value after a login.
    #[track_caller]
    pub(crate) fn logs_in(self, label: &str) -> String {
        let response = self.shows(label, &SUBJECT.logged_in, "a login");
        response.session_value(label)
    }

    #[track_caller]
    pub(crate) fn logs_out(self, label: &str) -> Response {
        self.shows(label, &SUBJECT.logged_out, "a logout")
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
