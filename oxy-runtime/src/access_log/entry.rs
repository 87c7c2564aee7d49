//! What a line tells of a request and its answer.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::SystemTime;

use http::header::{HeaderName, REFERER, USER_AGENT};
use http::{HeaderMap, Uri, Version};
use tokio::time::{Duration, Instant};

use crate::access_log::body::Counted;
use crate::access_log::writer::{AccessWriter, Lines};
use crate::body::Body;

/// What a request is known by before it is answered.
pub(crate) struct Head<'r> {
    pub(crate) client: Option<IpAddr>,
    pub(crate) method: &'r str,
    pub(crate) uri: &'r Uri,
    pub(crate) version: Version,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) came: SystemTime,
    pub(crate) request_id: String,
    /// The status of a request that nobody answers.
    pub(crate) unanswered: u16,
}

/// A line to be: written when this is dropped, whatever became of the request.
pub(crate) struct Entry {
    lines: Arc<Lines>,
    start: Instant,
    pub(super) line: Line,
}

/// The contents of a line.
pub(super) struct Line {
    pub(super) came: SystemTime,
    pub(super) client: Option<IpAddr>,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) version: Version,
    pub(super) route: Option<Arc<str>>,
    pub(super) status: u16,
    pub(super) bytes: u64,
    pub(super) latency: Duration,
    pub(super) referer: Option<String>,
    pub(super) user_agent: Option<String>,
    pub(super) request_id: String,
}

/// The longest text of a client.
const LONGEST: usize = 1024;

impl Entry {
    /// None where the log is closed.
    pub(crate) fn new(writer: &AccessWriter, head: Head<'_>) -> Option<Self> {
        Some(Self {
            lines: writer.lines()?,
            start: Instant::now(),
            line: Line {
                came: head.came,
                client: head.client,
                method: head.method.to_owned(),
                path: cut(head.uri.path()),
                version: head.version,
                route: None,
                status: head.unanswered,
                bytes: 0,
                latency: Duration::ZERO,
                referer: field(head.headers, REFERER).map(|text| without_query(&text)),
                user_agent: field(head.headers, USER_AGENT).map(|text| cut(&text)),
                request_id: head.request_id,
            },
        })
    }

    /// The path of the route that was found.
    pub(crate) fn matched(&mut self, route: &Arc<str>) {
        self.line.route = Some(Arc::clone(route));
    }

    /// Ends with the body of the response, which is counted on its way.
    pub(crate) fn answered(mut self: Box<Self>, answer: &mut http::Response<Body>) {
        self.line.status = answer.status().as_u16();
        if !answer.body().is_empty() {
            let body = std::mem::take(answer.body_mut());
            *answer.body_mut() = Body::new(Counted::new(body, self));
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.line.latency = self.start.elapsed();
        self.lines.leave(self.lines.form.line(&self.line));
    }
}

/// A header field as text; what is no UTF-8 is replaced.
fn field(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// An address without its query and its fragment, which may hold secrets.
fn without_query(address: &str) -> String {
    cut(address.split(['?', '#']).next().unwrap_or_default())
}

fn cut(text: &str) -> String {
    let end = text.floor_char_boundary(LONGEST);
    text.get(..end).unwrap_or_default().to_owned()
}
