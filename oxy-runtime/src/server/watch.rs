//! How long a connection has been idle, or at the headers of a request.
//!
//! One timer per connection, moved at most every few seconds, instead of one per request: hyper's own header timer costs
//! a sixth of a small request, and does not tell idle from slow.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::time::{Duration, Instant};

use crate::limits::Limits;

/// What a connection is doing, and since when.
pub(super) struct Watch {
    born: Instant,
    header_timeout: Duration,
    keep_alive: Duration,
    /// Milliseconds since `born`, and the phase in the lowest two bits.
    state: AtomicU64,
}

const IDLE: u64 = 0;
const HEAD: u64 = 1;
const BUSY: u64 = 2;

/// What to do about a connection now.
pub(super) enum Verdict {
    /// Look again at this time.
    Wait(Instant),
    /// It has been idle too long.
    Idle,
    /// The headers of a request take too long.
    Slow,
}

impl Watch {
    /// A new connection counts as one whose first request has begun.
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            born: Instant::now(),
            header_timeout: limits.header_timeout,
            keep_alive: limits.keep_alive,
            state: AtomicU64::new(HEAD),
        }
    }

    /// Bytes arrived: of the headers, unless a request is being answered.
    pub(super) fn received(&self) {
        if self.state.load(Ordering::Relaxed) & 3 == IDLE {
            self.enter(HEAD);
        }
    }

    /// A request is being answered.
    pub(super) fn busy(&self) {
        self.state.store(BUSY, Ordering::Relaxed);
    }

    /// A slow client takes the rest of a response: it is not idle as long as it does.
    pub(super) fn sending(&self) {
        if self.state.load(Ordering::Relaxed) & 3 == IDLE {
            self.enter(IDLE);
        }
    }

    /// A response was handed over.
    pub(super) fn idle(&self) {
        self.enter(IDLE);
    }

    /// Whether bytes arrived that no request was made of.
    pub(super) fn is_in_head(&self) -> bool {
        self.state.load(Ordering::Relaxed) & 3 == HEAD
    }

    /// Whether a request is being answered.
    pub(super) fn is_busy(&self) -> bool {
        self.state.load(Ordering::Relaxed) & 3 == BUSY
    }

    fn enter(&self, phase: u64) {
        let elapsed = u64::try_from(self.born.elapsed().as_millis()).unwrap_or(0);
        self.state.store(elapsed << 2 | phase, Ordering::Relaxed);
    }

    /// When the connection is to be looked at again, or what is wrong with it.
    pub(super) fn verdict(&self, now: Instant) -> Verdict {
        let state = self.state.load(Ordering::Relaxed);
        let since = self.born + Duration::from_millis(state >> 2);
        let (deadline, expired) = match state & 3 {
            IDLE => (since + self.keep_alive, Verdict::Idle),
            HEAD => (since + self.header_timeout, Verdict::Slow),
            _ => (now + self.header_timeout, Verdict::Slow),
        };
        if now >= deadline {
            expired
        } else {
            Verdict::Wait(deadline)
        }
    }
}
