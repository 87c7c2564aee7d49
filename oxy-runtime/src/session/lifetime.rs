//! How long sessions last.

use std::time::Duration;

/// One hour without a request.
pub(super) const IDLE: Duration = Duration::from_secs(60 * 60);
/// Seven days in all.
pub(super) const ABSOLUTE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// The longest that a browser keeps a cookie (RFC 6265bis, 5.5).
pub(super) const LONGEST: Duration = Duration::from_secs(400 * 24 * 60 * 60);
/// The idle clock is moved at most once in this time.
const WINDOW: Duration = Duration::from_secs(60);

/// How long one session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lifetime {
    pub(super) idle: Duration,
    pub(super) absolute: Duration,
    /// Whether the cookie goes when the browser is closed.
    pub(super) browser_session: bool,
}

impl Lifetime {
    /// What is wrong with it.
    pub(super) fn problems(&self) -> impl Iterator<Item = &'static str> {
        let too_short =
            self.idle < Duration::from_millis(1) || self.absolute < Duration::from_secs(1);
        let too_long = self.absolute > LONGEST || self.idle > LONGEST;
        let short = too_short.then_some("sessions would end as soon as they begin");
        let long = too_long.then_some("sessions would last for more than 400 days, longer than a browser keeps a cookie (RFC 6265bis, 5.5)");
        short.into_iter().chain(long)
    }

    /// The time after `seen` at which the session ends: the idle timeout, and the window in which a request need not have
    /// been written down. Whole milliseconds, rounded up.
    pub(super) fn stored_idle(&self) -> Duration {
        let exact = self.idle.saturating_add(window(self.idle));
        let milliseconds = exact.as_nanos().div_ceil(1_000_000);
        Duration::from_millis(u64::try_from(milliseconds).unwrap_or(u64::MAX))
    }
}

/// How long after a request was written down others need not be: a minute, or a tenth of a shorter idle timeout.
fn window(idle: Duration) -> Duration {
    WINDOW.min(idle / 10)
}

/// The same, from the time that is stored with a session.
pub(super) fn stored_window(stored_idle: Duration) -> Duration {
    WINDOW.min(stored_idle / 11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_known_from_what_is_stored() {
        for idle in [1_000, 60_000, 599_000, 600_000, 601_000, 3_600_000] {
            let idle = Duration::from_millis(idle);
            let lifetime = Lifetime {
                idle,
                absolute: ABSOLUTE,
                browser_session: false,
            };
            assert_eq!(stored_window(lifetime.stored_idle()), window(idle));
        }
    }
}
