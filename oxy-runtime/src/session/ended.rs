//! Waiting for the end of a session.

use std::time::Duration;

use crate::session::core::Core;
use crate::session::id::SessionKey;
use crate::session::record::{Record, Timestamp};
use crate::session::store::Loaded;

/// How long to wait before a store that failed is asked again.
const AGAIN: Duration = Duration::from_secs(1);
/// How long to wait after a store has said so of a session that lives: it must not keep this busy.
const EARLY: Duration = Duration::from_millis(10);
/// The longest time after which the store is asked again in any case.
const LOOK: Duration = Duration::from_secs(30);

impl Core {
    /// Waits until the session is deleted, or its time is over. Looking at it does not prolong it.
    pub(super) async fn ended(&self, key: &SessionKey) {
        let (mut end, mut is_told) = (None, false);
        loop {
            let wait = match self.step(self.store.load(key, self.now())).await {
                Ok(Loaded::Live(record)) => {
                    if is_told {
                        tokio::time::sleep(EARLY).await;
                    }
                    let ends = *end.insert(self.end_of(&record));
                    // From now on: the clock may have been set while the store was asked.
                    ends.since(self.now())
                }
                // Other requests keep it alive, of which this one does not learn.
                Ok(Loaded::Idle) if self.in_cookie => match end {
                    Some(end) if end > self.now() => end.since(self.now()),
                    _ => return,
                },
                Ok(_) => return,
                Err(_) => AGAIN,
            };
            is_told = false;
            tokio::select! {
                watched = self.store.watch_ended(key) => match watched {
                    Ok(()) => is_told = true,
                    Err(_) => tokio::time::sleep(AGAIN).await,
                },
                () = self.clock.sleep(wait) => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// When a session ends by itself. One that lives in its cookie may be kept alive elsewhere until its last moment.
    fn end_of(&self, record: &Record) -> Timestamp {
        if self.in_cookie {
            record.absolute_end
        } else {
            record.ends()
        }
    }
}
