//! What stands in a store: a session, and the times it goes by.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::session::id::{SecretHash, SessionKey};

/// A point in time: whole milliseconds since the Unix epoch, at most `i64::MAX`.
///
/// ```
/// use oxy::session::Timestamp;
/// use std::time::Duration;
///
/// let start = Timestamp(1_000);
/// assert_eq!(start.after(Duration::from_secs(2)), Timestamp(3_000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(
    /// Milliseconds since the Unix epoch.
    pub u64,
);

impl Timestamp {
    /// This time and `step` more, or the last possible one.
    #[must_use]
    pub fn after(self, step: Duration) -> Self {
        let step = u64::try_from(step.as_millis()).unwrap_or(u64::MAX);
        // The largest number that SQL's BIGINT can hold.
        Self(self.0.saturating_add(step).min(i64::MAX as u64))
    }

    /// How long it is from `earlier` to this time; zero when it is not earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl From<SystemTime> for Timestamp {
    /// Times before the epoch are the epoch.
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::default().after(since)
    }
}

impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        UNIX_EPOCH + Duration::from_millis(time.0)
    }
}

/// A session as a store keeps it.
///
/// It is live before [`ends`](Record::ends), and gone in that millisecond.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The key, which stays the same.
    pub key: SessionKey,
    /// The hash of the secret that a request must know to be in the session. Only a rotation changes it.
    pub secret: SecretHash,
    /// Who is logged in; none for an anonymous session. The user's tag is that of the key. From 1 to 512 bytes,
    /// without control characters; users are one user only if all bytes are the same.
    pub user: Option<String>,
    /// What the user's list of sessions calls it, such as `Firefox on Linux`: at most 200 characters, no control characters.
    pub label: Option<String>,
    /// When it began.
    pub created: Timestamp,
    /// When a request last moved the idle clock, to the precision of the window.
    pub seen: Timestamp,
    /// How long after `seen` it ends: whole milliseconds.
    pub idle: Duration,
    /// When it ends in any case.
    pub absolute_end: Timestamp,
    /// Counts the changes of `data`, from 1.
    pub version: u64,
    /// The application's data: a version byte and JSON, at most 64 KiB.
    pub data: Vec<u8>,
}

impl Record {
    /// When it ends, should no request move the idle clock.
    #[must_use]
    pub fn ends(&self) -> Timestamp {
        self.seen.after(self.idle).min(self.absolute_end)
    }

    /// Whether it has not ended at `now`.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.ends()
    }
}

impl fmt::Debug for Record {
    /// Neither the user nor the data: a store may log what it is given.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Record")
            .field("created", &self.created)
            .field("seen", &self.seen)
            .field("idle", &self.idle)
            .field("absolute_end", &self.absolute_end)
            .field("version", &self.version)
            .field("bytes", &self.data.len())
            .finish_non_exhaustive()
    }
}

/// One line of a user's list of sessions, as a store gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The key.
    pub key: SessionKey,
    /// What it is called.
    pub label: Option<String>,
    /// When it began.
    pub created: Timestamp,
    /// When a request last moved the idle clock.
    pub seen: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_the_user_nor_the_data() {
        let record = Record {
            key: SessionKey::new(1, 7),
            secret: SecretHash::new([7; 32]),
            user: Some("ann@example.com".to_owned()),
            label: Some("Firefox".to_owned()),
            created: Timestamp(1),
            seen: Timestamp(2),
            idle: Duration::from_secs(3),
            absolute_end: Timestamp(4),
            version: 5,
            data: b"secret".to_vec(),
        };
        let shown = format!("{record:?}");
        for hidden in ["ann", "Firefox", "secret", "115, 101", "7, 7"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }

    #[test]
    fn no_arithmetic_of_times_overflows() {
        assert_eq!(Timestamp(5).after(Duration::MAX).0, i64::MAX as u64);
        assert_eq!(Timestamp(5).since(Timestamp(9)), Duration::ZERO);
        assert_eq!(
            Timestamp::from(UNIX_EPOCH - Duration::from_secs(1)),
            Timestamp(0)
        );
    }
}
