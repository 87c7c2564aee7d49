//! A part of the store with a lock of its own.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::session::memory::table::Table;

/// What has one tag is in one shard, so that a step on a user's sessions takes one lock.
pub(super) struct Shard {
    /// The table's length, to be read without the lock.
    pub(super) rows: AtomicUsize,
    table: Mutex<Table>,
}

impl Shard {
    pub(super) fn new() -> Self {
        Self {
            rows: AtomicUsize::new(0),
            table: Mutex::new(Table::new()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        // A panic in here would be a defect of this store; the sessions of the others are worth more than caution.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A step under the lock. Whoever waits for the end of a session is woken after it.
    pub(super) fn step<T>(&self, step: impl FnOnce(&mut Table) -> T) -> T {
        let mut table = self.lock();
        let result = step(&mut table);
        self.rows.store(table.len(), Relaxed);
        let ended = table.watchers.take_ended();
        drop(table);
        drop(ended);
        result
    }
}
