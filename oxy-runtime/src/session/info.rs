//! What a user's list of sessions shows.

use std::time::SystemTime;

use crate::session::record::Listed;

/// One of a user's sessions, as a page shows it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionInfo {
    /// Names the session to [`end_one`](crate::Session::end_one), and can be in a page: nobody can log in with it.
    pub reference: String,
    /// What the session was called when it began.
    pub label: Option<String>,
    /// When the user logged in.
    pub created: SystemTime,
    /// When a request last came, to about a minute.
    pub last_seen: SystemTime,
    /// Whether it is the session of this request.
    pub current: bool,
}

impl std::fmt::Debug for SessionInfo {
    /// Neither what names the session nor what its user called it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SessionInfo")
            .field("created", &self.created)
            .field("last_seen", &self.last_seen)
            .field("current", &self.current)
            .finish_non_exhaustive()
    }
}

impl SessionInfo {
    pub(super) fn new(listed: Listed, current: bool) -> Self {
        Self {
            reference: listed.key.reference(),
            label: listed.label,
            created: listed.created.into(),
            last_seen: listed.seen.into(),
            current,
        }
    }
}
