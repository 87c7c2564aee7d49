//! How long a connection has been idle, at the headers of a request, or at a response that its client does not take.
//!
//! One timer per connection, moved at most every few seconds, instead of one per request: hyper's own header timer costs
//! a sixth of a small request, and does not tell idle from slow.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use tokio::time::{Duration, Instant};

use crate::limits::Limits;

/// What a connection is doing, and since when.
pub(super) struct Watch {
    born: Instant,
    header_timeout: Duration,
    keep_alive: Duration,
    send_timeout: Duration,
    /// Milliseconds since `born`, then whether they are still to be filled in, and the phase in the lowest bit.
    state: AtomicU64,
    /// The requests that are being answered; several in HTTP/2 only.
    in_flight: AtomicU32,
    /// Milliseconds since `born` at which the client stopped taking what is sent, plus one; 0 while it takes it.
    stuck: AtomicU64,
}

const BETWEEN: u64 = 0;
const HEAD: u64 = 1;
/// The phase has begun since the driver last looked, which is soon enough to read the clock: it does so once for all that
/// happens in a turn.
const NEW: u64 = 2;

/// What to do about a connection now.
pub(super) enum Verdict {
    /// Look again at this time.
    Wait(Instant),
    /// It has been idle too long.
    Idle,
    /// The headers of a request take too long, or the client does not take a response.
    Slow,
}

/// A request that is being answered, until its response is handed over.
pub(super) struct InFlight {
    pub(super) watch: Arc<Watch>,
    pub(super) is_http2: bool,
}

impl Watch {
    /// A new connection counts as one whose first request has begun.
    pub(super) fn new(limits: &Limits, born: Instant) -> Self {
        Self {
            born,
            header_timeout: limits.header_timeout,
            keep_alive: limits.keep_alive,
            send_timeout: limits.send_timeout,
            state: AtomicU64::new(HEAD),
            in_flight: AtomicU32::new(0),
            stuck: AtomicU64::new(0),
        }
    }

    /// Bytes arrived over HTTP/1: of the headers, unless a request is being answered.
    pub(super) fn received(&self) {
        if !self.is_busy() && !self.is_in_head() {
            self.state.store(NEW | HEAD, Ordering::Relaxed);
        }
    }

    /// Frames arrived over HTTP/2, after which the headers of a request are incomplete or not.
    pub(super) fn received_frames(&self, in_head: bool) {
        match (self.is_in_head(), in_head) {
            (false, true) => self.enter(HEAD),
            (true, false) => self.enter(BETWEEN),
            _ => {}
        }
    }

    /// A request is being answered. Over HTTP/2 the headers of the next one may have begun.
    pub(super) fn begin(self: &Arc<Self>, is_http2: bool) -> InFlight {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        if !is_http2 {
            self.state.store(NEW | BETWEEN, Ordering::Relaxed);
        }
        let watch = Arc::clone(self);
        InFlight { watch, is_http2 }
    }

    /// Notes whether the client takes what is sent; gives whether it does so again.
    pub(super) fn taking(&self, takes: bool) -> bool {
        let was_stuck = self.is_stuck();
        if takes && was_stuck {
            self.stuck.store(0, Ordering::Relaxed);
            // A slow client takes the rest of a response: it is not idle as long as it does.
            if !self.is_in_head() {
                self.enter(BETWEEN);
            }
        } else if !takes && !was_stuck {
            self.stuck.store(self.elapsed() + 1, Ordering::Relaxed);
        }
        takes && was_stuck
    }

    /// Whether the client does not take what is sent.
    pub(super) fn is_stuck(&self) -> bool {
        self.stuck.load(Ordering::Relaxed) != 0
    }

    /// Whether bytes arrived that no request was made of.
    pub(super) fn is_in_head(&self) -> bool {
        self.state.load(Ordering::Relaxed) & HEAD != 0
    }

    /// Whether a request is being answered.
    pub(super) fn is_busy(&self) -> bool {
        self.in_flight.load(Ordering::Acquire) > 0
    }

    fn elapsed(&self) -> u64 {
        self.until(Instant::now())
    }

    fn until(&self, now: Instant) -> u64 {
        let elapsed = now.saturating_duration_since(self.born);
        u64::try_from(elapsed.as_millis()).unwrap_or(0)
    }

    fn enter(&self, phase: u64) {
        self.note(self.elapsed(), phase);
    }

    fn note(&self, elapsed: u64, phase: u64) {
        self.state.store(elapsed << 2 | phase, Ordering::Relaxed);
    }

    fn at(&self, elapsed: u64) -> Instant {
        self.born + Duration::from_millis(elapsed)
    }

    /// When a new connection is to be looked at.
    pub(super) fn first_look(&self) -> Instant {
        self.born + self.header_timeout
    }

    /// When the connection is to be looked at again, or what is wrong with it.
    pub(super) fn verdict(&self, now: Instant) -> Verdict {
        let state = self.state.load(Ordering::Relaxed);
        let phase = state & HEAD;
        let since = if state & NEW == 0 {
            self.at(state >> 2)
        } else {
            self.note(self.until(now), phase);
            now
        };
        let (mut deadline, mut expired) = match phase {
            HEAD => (since + self.header_timeout, Verdict::Slow),
            // What ends on another task need not wake the driver, which looks again in time.
            _ if self.is_busy() => (now + self.header_timeout, Verdict::Slow),
            _ => (since + self.keep_alive, Verdict::Idle),
        };
        if let Some(since) = self.stuck.load(Ordering::Relaxed).checked_sub(1) {
            let latest = self.at(since) + self.send_timeout;
            if latest < deadline {
                (deadline, expired) = (latest, Verdict::Slow);
            }
        }
        if now >= deadline {
            expired
        } else {
            Verdict::Wait(deadline)
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let watch = &self.watch;
        // The time first: who sees that nothing is in flight looks at it.
        if watch.in_flight.load(Ordering::Acquire) == 1 && !watch.is_in_head() {
            if self.is_http2 {
                watch.enter(BETWEEN);
            } else {
                watch.state.store(NEW | BETWEEN, Ordering::Relaxed);
            }
        }
        watch.in_flight.fetch_sub(1, Ordering::Release);
    }
}
