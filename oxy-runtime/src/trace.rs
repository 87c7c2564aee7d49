//! What is told of a request while it is answered: its id, its span, and its line in the access log.

use std::sync::Arc;

use http::StatusCode;
use tokio::time::{Duration, Instant};
use tracing::Span;
use tracing::field::Empty;

#[cfg(feature = "access-log")]
use crate::access_log::{Entry, Head};
#[cfg(feature = "access-log")]
use crate::client::Client;
use crate::error::Error;
use crate::request::Request;
use crate::response::Answer;
use crate::setup::Setup;

/// What log lines of requests are filtered by.
const TARGET: &str = "oxy::request";

/// The longest method that is told in full, in bytes.
const METHOD: usize = 32;

/// What nginx calls it when a client has gone before there was a response; here also when the server has stopped.
const CLIENT_CLOSED_REQUEST: u16 = 499;

/// A route in log lines.
pub(crate) struct Label {
    /// Its path, such as `/users/{id}`.
    pub(crate) path: Arc<str>,
    pub(crate) name: Arc<str>,
}

/// What is told of one request.
pub(crate) struct Trace<'s> {
    span: Span,
    /// When it began, where somebody wants to know how long it takes.
    start: Option<Instant>,
    id: Option<String>,
    route: Option<&'s Label>,
    #[cfg(feature = "access-log")]
    entry: Option<Box<Entry>>,
}

impl<'s> Trace<'s> {
    /// Begins before any layer may take the request.
    pub(crate) fn begin(request: &Request, setup: &Setup) -> Self {
        let span = tracing::debug_span!(
            target: TARGET,
            "request",
            method = %method(request),
            route = Empty,
            request_id = Empty,
            status = Empty,
            latency_ms = Empty,
        );
        let mut trace = Self {
            start: (!span.is_disabled()).then(Instant::now),
            span,
            id: None,
            route: None,
            #[cfg(feature = "access-log")]
            entry: None,
        };
        if !trace.span.is_disabled() {
            let id = trace.id().to_owned();
            trace.span.record("request_id", tracing::field::display(id));
        }
        #[cfg(feature = "access-log")]
        if let Some(writer) = &setup.access_log {
            let head = Head {
                client: Client::of(request).address(),
                method: method(request),
                unanswered: CLIENT_CLOSED_REQUEST,
                uri: request.uri(),
                version: request.version(),
                headers: request.headers(),
                came: setup.now(),
                request_id: trace.id().to_owned(),
            };
            trace.entry = Entry::new(writer, head).map(Box::new);
        }
        #[cfg(not(feature = "access-log"))]
        let _ = setup;
        trace
    }

    /// The span that everything which is done for the request stands in.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// The route was found.
    pub(crate) fn matched(&mut self, route: &'s Label) {
        self.route = Some(route);
        if !self.span.is_disabled() {
            self.span.record("route", &*route.path);
        }
        #[cfg(feature = "access-log")]
        if let Some(entry) = &mut self.entry {
            entry.matched(&route.path);
        }
    }

    /// The path of the route that was found.
    pub(crate) fn route(&self) -> Option<&'s str> {
        self.route.map(|route| &*route.path)
    }

    /// What the request is known by in every log: 128 random bits in hexadecimal.
    fn id(&mut self) -> &str {
        self.id.get_or_insert_with(|| {
            let bytes: [u8; 16] = crate::crypto::random();
            format!("{:032x}", u128::from_be_bytes(bytes))
        })
    }

    /// Logs an error of the server's own with its cause, and gives the id that the client may name.
    pub(crate) fn failed(&mut self, error: &Error) -> Option<String> {
        // 501 is the client's doing.
        let status = error.status();
        if !status.is_server_error() || status == StatusCode::NOT_IMPLEMENTED {
            return None;
        }
        let id = self.id().to_owned();
        let (route, name) = match self.route {
            Some(route) => (&*route.path, &*route.name),
            None => ("none", "none"),
        };
        tracing::error!(
            target: TARGET,
            request_id = %id,
            status = status.as_u16(),
            route,
            name,
            cause = %single_line(&error.causes()),
            "a request failed"
        );
        Some(id)
    }

    /// Ends with the response.
    pub(crate) fn answered(mut self, answer: &mut Answer) {
        if let Some(start) = self.start.take() {
            self.record(start, answer.status().as_u16());
            tracing::debug!(target: TARGET, parent: &self.span, "answered");
        }
        #[cfg(feature = "access-log")]
        if let Some(entry) = self.entry.take() {
            entry.answered(answer);
        }
    }

    fn record(&self, start: Instant, status: u16) {
        self.span.record("status", status);
        self.span
            .record("latency_ms", milliseconds(start.elapsed()));
    }
}

impl Drop for Trace<'_> {
    /// Nobody waits for the response any more.
    fn drop(&mut self) {
        if let Some(start) = self.start.take() {
            self.record(start, CLIENT_CLOSED_REQUEST);
            tracing::debug!(target: TARGET, parent: &self.span, "dropped before it was answered");
        }
    }
}

/// A client may send any text for a method, as long as its headers may be. All that are known are short.
fn method(request: &Request) -> &str {
    let method = request.method().as_str();
    method.get(..METHOD).unwrap_or(method)
}

fn milliseconds(time: Duration) -> f64 {
    let microseconds = u32::try_from(time.as_micros()).unwrap_or(u32::MAX);
    f64::from(microseconds) / 1000.0
}

/// Control characters are escaped, so that a value from outside cannot forge a log line.
fn single_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_cannot_forge_a_log_line() {
        assert_eq!(
            single_line("a\nERROR \u{1b}[31mé"),
            "a\\nERROR \\u{1b}[31mé"
        );
    }
}
