//! The time that cookies, seals and stores go by: injected, so that expiry is tested without waiting.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;

/// A source of the current time.
///
/// The server uses [`SystemClock`]; tests use [`ManualClock`] through
/// [`TestClient`](crate::testing::TestClient) or [`Serve::clock`](crate::Serve::clock).
///
/// ```
/// use oxy::{Clock, ManualClock};
/// use std::time::Duration;
///
/// let clock = ManualClock::new();
/// let before = clock.now();
/// clock.advance(Duration::from_secs(3600));
/// assert_eq!(clock.now().duration_since(before).unwrap().as_secs(), 3600);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a clock",
    label = "not a clock",
    note = "tests take `oxy::ManualClock`, or `oxy::testing::TestClient`, which has one"
)]
pub trait Clock: Send + Sync + 'static {
    /// The current time.
    fn now(&self) -> SystemTime;

    /// Waits until so much time has passed on this clock; by default, on the operating system's.
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// The operating system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A clock that stands still until it is told to advance. It starts at 2025-01-01T00:00:00Z.
#[derive(Debug)]
pub struct ManualClock {
    milliseconds: AtomicU64,
    advanced: Notify,
}

/// 2025-01-01T00:00:00Z in milliseconds since the epoch.
const START: u64 = 1_735_689_600_000;

impl ManualClock {
    /// A clock at its starting time.
    #[must_use]
    pub fn new() -> Self {
        Self {
            milliseconds: AtomicU64::new(START),
            advanced: Notify::new(),
        }
    }

    /// Moves the clock forward by `step`, counted in whole milliseconds.
    pub fn advance(&self, step: Duration) {
        let step = u64::try_from(step.as_millis()).unwrap_or(u64::MAX / 2);
        let advance = |now: u64| Some(now.saturating_add(step));
        let _ = self
            .milliseconds
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, advance);
        self.advanced.notify_waiters();
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(self.milliseconds.load(Ordering::SeqCst))
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let end = self.now().checked_add(time);
        Box::pin(async move {
            let Some(end) = end else {
                return std::future::pending().await;
            };
            loop {
                // Listens before it looks, so that no step is missed in between.
                let mut advanced = std::pin::pin!(self.advanced.notified());
                advanced.as_mut().enable();
                if self.now() >= end {
                    return;
                }
                advanced.await;
            }
        })
    }
}

impl<C: Clock> Clock for std::sync::Arc<C> {
    fn now(&self) -> SystemTime {
        (**self).now()
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        (**self).sleep(time)
    }
}
