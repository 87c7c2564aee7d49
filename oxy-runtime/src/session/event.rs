//! What happens to sessions, counted and told by its reason.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Something that happened to a session. It names neither the session nor its user.
///
/// Each is counted ([`SessionCounts`]), logged at the debug level under the target `oxy::session`, and told to
/// [`Sessions::on_event`](crate::Sessions::on_event), from where it can go to any metrics system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SessionEvent {
    /// A session began.
    Begun,
    /// A session got a new id: by a rotation, or by a login over an older session.
    Renewed,
    /// A session was ended by its own request: a logout, or a change of its user, with which another begins.
    Ended,
    /// A cookie came whose session had ended because no request came for too long.
    Idle,
    /// A cookie came whose session had lasted as long as it may.
    Absolute,
    /// A session was ended by another request: end one, end others, end all, or the cap of the user's sessions.
    Revoked,
    /// A session cookie came that this application has not sealed, or not for that long.
    BadSeal,
    /// A session cookie came whose session is not in the store, such as one that was logged out.
    Unknown,
    /// A session was ended because its data is not of the application's type any more.
    Unreadable,
    /// A session was taken back because the response to its beginning failed.
    Undone,
    /// The store failed or took too long.
    StoreError,
}

const KINDS: usize = 11;

impl SessionEvent {
    /// The event as a label for logs and metrics, such as `bad_seal`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Renewed => "renewed",
            Self::Ended => "ended",
            Self::Idle => "idle",
            Self::Absolute => "absolute",
            Self::Revoked => "revoked",
            Self::BadSeal => "bad_seal",
            Self::Unknown => "unknown",
            Self::Unreadable => "unreadable",
            Self::Undone => "undone",
            Self::StoreError => "store_error",
        }
    }
}

/// How often each [`SessionEvent`] happened since the start.
///
/// ```
/// use oxy::Sessions;
/// # #[derive(serde::Serialize, serde::Deserialize, oxy::SessionData)]
/// # struct User {}
///
/// let sessions: Sessions<User> = Sessions::memory();
/// assert_eq!(sessions.counts().begun, 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is the event of its name")]
pub struct SessionCounts {
    pub begun: u64,
    pub renewed: u64,
    pub ended: u64,
    pub idle: u64,
    pub absolute: u64,
    pub revoked: u64,
    pub bad_seal: u64,
    pub unknown: u64,
    pub unreadable: u64,
    pub undone: u64,
    pub store_error: u64,
}

/// The user's function that is told of every event.
pub(super) type Observer = Arc<dyn Fn(SessionEvent, u64) + Send + Sync>;

/// Where events go.
pub(super) struct Events {
    counts: [AtomicU64; KINDS],
    observer: Option<Observer>,
}

impl Events {
    pub(super) fn new(observer: Option<Observer>) -> Self {
        Self {
            counts: Default::default(),
            observer,
        }
    }

    pub(super) fn tell(&self, event: SessionEvent) {
        self.tell_times(event, 1);
    }

    pub(super) fn tell_times(&self, event: SessionEvent, times: u64) {
        if times == 0 {
            return;
        }
        if let Some(count) = self.counts.get(event as usize) {
            count.fetch_add(times, Ordering::Relaxed);
        }
        tracing::debug!(target: "oxy::session", event = event.as_str(), times, "session");
        if let Some(observer) = &self.observer {
            // What it does must not stop what is to be done to the session.
            let told = catch_unwind(AssertUnwindSafe(|| observer(event, times)));
            if told.is_err() {
                tracing::error!("the function of `on_event` panicked");
            }
        }
    }

    pub(super) fn counts(&self) -> SessionCounts {
        let count = |event: SessionEvent| {
            let found = self.counts.get(event as usize);
            found.map_or(0, |count| count.load(Ordering::Relaxed))
        };
        SessionCounts {
            begun: count(SessionEvent::Begun),
            renewed: count(SessionEvent::Renewed),
            ended: count(SessionEvent::Ended),
            idle: count(SessionEvent::Idle),
            absolute: count(SessionEvent::Absolute),
            revoked: count(SessionEvent::Revoked),
            bad_seal: count(SessionEvent::BadSeal),
            unknown: count(SessionEvent::Unknown),
            unreadable: count(SessionEvent::Unreadable),
            undone: count(SessionEvent::Undone),
            store_error: count(SessionEvent::StoreError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_event_has_a_count() {
        assert_eq!(SessionEvent::StoreError as usize, KINDS - 1);
    }
}
