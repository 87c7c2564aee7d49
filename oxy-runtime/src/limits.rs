//! What a request may cost before it is refused, with the defaults that a public server wants.

use std::time::Duration;

/// Longer limits of time are cut to this, 30 years: the clock cannot add `Duration::MAX` to now.
const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The limits of an application, set by [`Serve::limits`](crate::Serve::limits).
///
/// Sizes are in bytes. Every default is on; a limit is loosened by name.
///
/// ```
/// use oxy::Limits;
/// use std::time::Duration;
///
/// let limits = Limits::new().body(10 * 1024 * 1024).body_timeout(Duration::from_secs(60));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    pub(crate) body: usize,
    pub(crate) form: usize,
    pub(crate) ignored_body: usize,
    pub(crate) fields: usize,
    pub(crate) target: usize,
    pub(crate) headers: usize,
    pub(crate) header_bytes: usize,
    pub(crate) header_timeout: Duration,
    pub(crate) keep_alive: Duration,
    pub(crate) body_timeout: Duration,
    pub(crate) body_rate: u64,
    pub(crate) drain: Duration,
}

impl Limits {
    /// The defaults: body 2 MiB, form 64 KiB, a body that no argument reads 64 KiB, 1,000 form or query fields, target
    /// 8 KiB, 100 headers of 64 KiB together, 10 s for the headers, 60 s idle between requests, 30 s for a body that
    /// arrives at 1 KiB/s at least, and 30 s for requests in flight when the server stops.
    #[must_use]
    pub fn new() -> Self {
        Self {
            body: 2 * 1024 * 1024,
            form: 64 * 1024,
            ignored_body: 64 * 1024,
            fields: 1_000,
            target: 8 * 1024,
            headers: 100,
            header_bytes: 64 * 1024,
            header_timeout: Duration::from_secs(10),
            keep_alive: Duration::from_secs(60),
            body_timeout: Duration::from_secs(30),
            body_rate: 1024,
            drain: Duration::from_secs(30),
        }
    }

    /// The largest body in bytes that `Json`, `Bytes` and `Text` read; more is answered 413. Default 2 MiB.
    #[must_use]
    pub fn body(mut self, bytes: usize) -> Self {
        self.body = bytes;
        self
    }

    /// The largest form in bytes; more is answered 413. Default 64 KiB.
    #[must_use]
    pub fn form(mut self, bytes: usize) -> Self {
        self.form = bytes;
        self
    }

    /// The largest body in bytes that a route without a body argument tolerates; more is answered 413. Default 64 KiB.
    ///
    /// Such a body is read and dropped before the handler runs, so that a truncated request changes nothing and the
    /// connection stays usable.
    #[must_use]
    pub fn ignored_body(mut self, bytes: usize) -> Self {
        self.ignored_body = bytes;
        self
    }

    /// The largest number of fields in a form or a query; more is answered 400. Default 1,000.
    #[must_use]
    pub fn fields(mut self, count: usize) -> Self {
        self.fields = count;
        self
    }

    /// The longest request target (path and query) in bytes; more is answered 414. Default 8 KiB.
    #[must_use]
    pub fn target(mut self, bytes: usize) -> Self {
        self.target = bytes;
        self
    }

    /// The largest number of header lines; more is answered 431. Default 100.
    #[must_use]
    pub fn headers(mut self, count: usize) -> Self {
        self.headers = count;
        self
    }

    /// The largest size of all header lines in bytes, at least 8 KiB; more is answered 431. Default 64 KiB.
    #[must_use]
    pub fn header_bytes(mut self, bytes: usize) -> Self {
        self.header_bytes = bytes.max(8 * 1024);
        self
    }

    /// How long a client may take to send a request's headers before it is cut off. Default 10 s.
    #[must_use]
    pub fn header_timeout(mut self, limit: Duration) -> Self {
        self.header_timeout = limit.min(LONGEST);
        self
    }

    /// How long a connection may stay idle between two requests. Default 60 s.
    #[must_use]
    pub fn keep_alive(mut self, limit: Duration) -> Self {
        self.keep_alive = limit.min(LONGEST);
        self
    }

    /// How long a body may take in all; a slower one is answered 408. Default 30 s.
    #[must_use]
    pub fn body_timeout(mut self, limit: Duration) -> Self {
        self.body_timeout = limit.min(LONGEST);
        self
    }

    /// The slowest average arrival of a body in bytes a second, judged after the first five seconds. Default 1,024.
    #[must_use]
    pub fn body_rate(mut self, bytes_per_second: u64) -> Self {
        self.body_rate = bytes_per_second;
        self
    }

    /// How long requests in flight may go on after the server was told to stop. Default 30 s.
    #[must_use]
    pub fn drain(mut self, limit: Duration) -> Self {
        self.drain = limit.min(LONGEST);
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
