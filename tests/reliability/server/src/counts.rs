//! How many handlers are at work, and how they ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts of the whole program.
#[derive(Clone, Default)]
pub(crate) struct Counts {
    pub(crate) begun: Arc<AtomicU64>,
    open: Arc<AtomicU64>,
    dropped: Arc<AtomicU64>,
}

impl Counts {
    pub(crate) fn lines(&self) -> String {
        let [begun, open, dropped] =
            [&self.begun, &self.open, &self.dropped].map(|count| count.load(Ordering::Relaxed));
        format!("begun {begun}\nopen {open}\ndropped {dropped}\n")
    }
}

/// A handler, or the body of its response, until it ends; one that never said that it finished counts as dropped.
pub(crate) struct Open {
    counts: Counts,
    is_finished: bool,
}

impl Open {
    pub(crate) fn new(counts: &Counts) -> Self {
        counts.begun.fetch_add(1, Ordering::Relaxed);
        counts.open.fetch_add(1, Ordering::Relaxed);
        Self {
            counts: counts.clone(),
            is_finished: false,
        }
    }

    pub(crate) fn finish(mut self) {
        self.is_finished = true;
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.counts.open.fetch_sub(1, Ordering::Relaxed);
        if !self.is_finished {
            self.counts.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}
