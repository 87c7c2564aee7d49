//! Waiting for the end of a session.

use std::time::Duration;

use crate::session::core::Core;
use crate::session::id::SessionKey;
use crate::session::store::Loaded;

/// How long to wait before a store that failed is asked again.
const AGAIN: Duration = Duration::from_secs(1);
/// The longest time after which the store is asked again in any case.
const LOOK: Duration = Duration::from_secs(30);

impl Core {
    /// Waits until the session is deleted, or its time is over. Looking at it does not prolong it.
    pub(super) async fn ended(&self, key: &SessionKey) {
        loop {
            let wait = match self.step(self.store.load(key, self.now())).await {
                // From now on: the clock may have been set while the store was asked.
                Ok(Loaded::Live(record)) => record.ends().since(self.now()),
                Ok(_) => return,
                Err(_) => AGAIN,
            };
            let watched = tokio::select! {
                watched = self.store.watch_ended(key) => watched,
                () = self.clock.sleep(wait) => continue,
                () = tokio::time::sleep(LOOK) => continue,
            };
            if watched.is_err() {
                tokio::time::sleep(AGAIN).await;
            } else {
                // A store that says so too early must not keep this busy.
                tokio::task::yield_now().await;
            }
        }
    }
}
