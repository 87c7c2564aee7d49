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
/// let limits = Limits::new().body(10 * 1024 * 1024).body_timeout(Duration::from_secs(45));
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
    pub(crate) send_timeout: Duration,
    /// None where clients are not asked.
    pub(crate) ping_interval: Option<Duration>,
    pub(crate) streams: u32,
    /// Requests that wait to be taken up although their client took them back.
    pub(crate) resets: usize,
    /// Requests that the server had to reset, in the life of a connection.
    pub(crate) stream_errors: usize,
    pub(crate) connections: usize,
    /// None for the default, which spares this machine.
    pub(crate) connections_per_address: Option<usize>,
    pub(crate) request_timeout: Duration,
    pub(crate) drain: Duration,
}

impl Limits {
    /// How many connections an address of another machine may have, unless the program says otherwise.
    pub(crate) const CONNECTIONS_PER_ADDRESS: usize = 500;

    /// The defaults: body 2 MiB, form 64 KiB, a body that no argument reads 64 KiB, 1,000 form or query fields, target
    /// 8 KiB, 100 headers of 64 KiB together, 10 s for the headers, 60 s idle between requests, 30 s for a body that
    /// arrives at 1 KiB/s at least, 60 s for an answer, 30 s without taking any of
    /// it, 100 requests at once on an HTTP/2 connection, 20 of them taken back by the client at once and 1,024 reset by the
    /// server in all, 20,000 connections of which 500 from one address, and 30 s for requests in flight when the server stops.
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
            send_timeout: Duration::from_secs(30),
            ping_interval: None,
            streams: 100,
            // As h2 and hyper have them, and here whatever these may choose later.
            resets: 20,
            stream_errors: 1_024,
            connections: 20_000,
            connections_per_address: None,
            request_timeout: Duration::from_secs(60),
            drain: Duration::from_secs(30),
        }
    }

    /// The largest body in bytes that `Json`, `Bytes` and `Text` read; more is answered 413. Default 2 MiB.
    ///
    /// A route has its own by `limit = "10 MiB"` in its attribute, whatever reads it.
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

    /// How long a client may take to send a request's headers before it is cut off; on a new connection, agreeing on keys (TLS) is
    /// part of it. Default 10 s.
    ///
    /// Who sent their beginning together with an earlier request, and then nothing more, is idle: see
    /// [`keep_alive`](Limits::keep_alive).
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

    /// How long a body may take in all; a slower one is answered 408. Default 30 s. It counts as part of the
    /// [`request_timeout`](Limits::request_timeout), which has to be longer.
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

    /// How long a client may take nothing of a response that waits for it, before it is cut off. Default 30 s. Who takes a
    /// little in each such time is not: a response may take as long as it likes.
    ///
    /// Over HTTP/2 only the request ends whose response is not taken, and a little is 16 KiB. Each is looked at by itself, so that
    /// who takes several at once has to take as much of each: 100 of them ([`streams`](Limits::streams)) within 30 s are 1.6 MB,
    /// or 55 KB/s, which is the slowest link that so many large downloads at once may share.
    #[must_use]
    pub fn send_timeout(mut self, limit: Duration) -> Self {
        self.send_timeout = limit.min(LONGEST);
        self
    }

    /// After which silence a client of HTTP/2 is asked whether it is there (`PING`); its connection is closed, and its handlers
    /// are dropped, when there is no answer within as long again. Default: never. At least 100 ms.
    ///
    /// A client that vanished without a word is found out by TCP within 90 s, but not behind a proxy that keeps a
    /// connection of its own open. Then this ends handlers and streams that have nothing to send. A `PING` waits behind
    /// what is on its way to the client already: a short interval cuts slow clients in the middle of a large response.
    #[must_use]
    pub fn ping_interval(mut self, limit: Duration) -> Self {
        self.ping_interval = Some(limit.clamp(Duration::from_millis(100), LONGEST));
        self
    }

    /// How many connections may be open at once; those beyond are answered 503 and closed. Default 20,000, at least 1.
    ///
    /// An idle connection costs some 15 KiB, and a descriptor, of which many systems allow a process 1,024: raise
    /// `LimitNOFILE=` of systemd, or `ulimit -n`, above this number, or lower it. Where descriptors run out before, those
    /// beyond are answered 503 as well, and files and stores cannot be opened meanwhile.
    #[must_use]
    pub fn connections(mut self, count: usize) -> Self {
        self.connections = count.max(1);
        self
    }

    /// How many connections one address may have open at once, in IPv6 a network of 64 bits; those beyond are answered 429
    /// and closed. At least 1.
    ///
    /// The default is 500, but none for addresses of this machine itself, where a proxy may stand for many people. A limit
    /// that is set holds for these, too; as many as there are [`connections`](Limits::connections) is as good as none. It never
    /// holds for proxies that are trusted by name, see [`trust_x_forwarded`](crate::Serve::trust_x_forwarded).
    #[must_use]
    pub fn connections_per_address(mut self, count: usize) -> Self {
        self.connections_per_address = Some(count.max(1));
        self
    }

    /// How many requests a client may have in flight on one HTTP/2 connection. Default 100, at least 1.
    #[must_use]
    pub fn streams(mut self, count: u32) -> Self {
        self.streams = count.max(1);
        self
    }

    /// How many requests on one HTTP/2 connection may have been taken back by the client and not yet been begun by the server, at
    /// the same time; with one more the client is told `GOAWAY` with `ENHANCE_YOUR_CALM` (RFC 9113, 7), and the connection is
    /// closed (CVE-2023-44487). Default 20, at least 1.
    ///
    /// A person who leaves a page takes back what is on its way, which is begun by then. A proxy that cancels often may need more.
    #[must_use]
    pub fn resets(mut self, count: usize) -> Self {
        self.resets = count.max(1);
        self
    }

    /// How many requests the server may have to reset in the life of an HTTP/2 connection, with the same answer to one more
    /// (CVE-2025-8671). Default 1,024, at least 1.
    ///
    /// These are requests whose client broke the rules, such as by a window that overflows, and those that are refused
    /// (`REFUSED_STREAM`) since there are more at once than [`streams`](Limits::streams) allows.
    #[must_use]
    pub fn stream_errors(mut self, count: usize) -> Self {
        self.stream_errors = count.max(1);
        self
    }

    /// How long the layers and the handler of a request may take until there is a response; then they are dropped, and the
    /// answer is 503. Default 60 s. A body that is streamed may take as long as it likes.
    ///
    /// A route has its own by `timeout = "5 min"` in its attribute. Layers see that answer like any other, and have a tenth more for
    /// that, at most a second. Without layers the time begins when the handler first waits: what it computes before that cannot be
    /// cut off anyway.
    #[must_use]
    pub fn request_timeout(mut self, limit: Duration) -> Self {
        self.request_timeout = limit.min(LONGEST);
        self
    }

    /// How long requests in flight may go on after the server was told to stop. Default 30 s.
    #[must_use]
    pub fn drain(mut self, limit: Duration) -> Self {
        self.drain = limit.min(LONGEST);
        self
    }
}

/// What one route allows in place of its application.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Own {
    /// The largest body in bytes, whatever reads it.
    pub(crate) body: Option<usize>,
    /// How long an answer may take.
    pub(crate) time: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
