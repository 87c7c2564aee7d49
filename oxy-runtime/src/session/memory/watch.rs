//! Who waits for the end of which session.

use std::collections::HashMap;

use tokio::sync::watch::{Receiver, Sender};

use crate::session::id::SessionKey;

/// The sessions of a shard that are watched, which are few.
pub(super) struct Watchers {
    /// A sender says nothing; that it is gone says that the session has ended.
    by_key: HashMap<SessionKey, Sender<()>>,
    ended: Vec<Sender<()>>,
}

impl Watchers {
    pub(super) fn new() -> Self {
        Self {
            by_key: HashMap::new(),
            ended: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, key: SessionKey) -> Receiver<()> {
        self.by_key
            .entry(key)
            .or_insert_with(|| Sender::new(()))
            .subscribe()
    }

    /// Notes that a session has ended.
    pub(super) fn end(&mut self, key: &SessionKey) {
        if !self.by_key.is_empty()
            && let Some(sender) = self.by_key.remove(key)
        {
            self.ended.push(sender);
            self.shrink();
        }
    }

    /// What to drop once the lock is gone, so that nobody is woken, and nothing foreign runs, under it.
    pub(super) fn take_ended(&mut self) -> Vec<Sender<()>> {
        std::mem::take(&mut self.ended)
    }

    /// Cleans up after a watcher that is gone.
    pub(super) fn clean(&mut self, key: &SessionKey) {
        if let Some(sender) = self.by_key.get(key)
            && sender.receiver_count() == 0
        {
            self.by_key.remove(key);
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        if self.by_key.capacity() / 4 > self.by_key.len().max(16) {
            self.by_key.shrink_to(self.by_key.len() * 2);
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }
}
