//! The idle clock of a session, moved once for all requests that come at the same time.

use std::collections::HashSet;
use std::sync::{MutexGuard, PoisonError};

use crate::session::core::Core;
use crate::session::id::SessionKey;
use crate::session::lifetime::stored_window;
use crate::session::record::{Record, Timestamp};

impl Core {
    /// Whether the idle clock has to be moved.
    pub(super) fn is_due(record: &Record, now: Timestamp) -> bool {
        now.since(record.seen) >= stored_window(record.idle)
    }

    /// A store that can be read but not written must not close the application: then the idle clock stands.
    pub(super) async fn touch(&self, record: &mut Record, now: Timestamp) {
        let Some(_claim) = Claim::take(self, record.key) else {
            return;
        };
        let touched = self.store.touch(&record.key, record.seen, now);
        match self.step(touched).await {
            Ok(true) => record.seen = now,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(cause = %error, "the idle clock of a session could not be moved");
            }
        }
    }
}

/// The right to move a session's idle clock.
struct Claim<'c>(&'c Core, SessionKey);

impl<'c> Claim<'c> {
    fn take(core: &'c Core, key: SessionKey) -> Option<Self> {
        Self::claimed(core).insert(key).then(|| Self(core, key))
    }

    fn claimed(core: &Core) -> MutexGuard<'_, HashSet<SessionKey>> {
        core.touching.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        Self::claimed(self.0).remove(&self.1);
    }
}
