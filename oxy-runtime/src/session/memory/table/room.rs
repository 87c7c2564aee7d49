//! What goes by itself: sessions that have ended, and those for which there is no room.

use crate::session::id::SessionKey;
use crate::session::memory::row::{NONE, index};
use crate::session::memory::table::Table;
use crate::session::record::Timestamp;

/// Rows that a sweep looks at before it lets others in.
pub(in crate::session::memory) const STEP: usize = 1_000;

/// Rows at which one that has ended is looked for before a live one has to go.
const GLANCE: u32 = 8;

/// A row that had to go.
pub(in crate::session::memory) enum Evicted {
    Ended,
    Anonymous,
    Known,
}

impl Table {
    /// Removes what has ended of the next rows below `below`, from the last on: what is moved has been looked at.
    pub(in crate::session::memory) fn sweep(
        &mut self,
        now: Timestamp,
        below: &mut usize,
        limit: usize,
    ) -> usize {
        let before = self.rows.len();
        *below = before.min(*below);
        let end = below.saturating_sub(STEP);
        while *below > end && before - self.rows.len() < limit {
            *below -= 1;
            let row = index(*below);
            if !self.rows[row].is_live(now) {
                self.remove(row);
            }
        }
        before - self.rows.len()
    }

    /// Makes room for one session: removes one that has ended, if it is soon found; else the one without a user that has not
    /// been used for longest; else that with a user. Never `keep`.
    pub(in crate::session::memory) fn evict(
        &mut self,
        now: Timestamp,
        keep: &SessionKey,
    ) -> Option<Evicted> {
        let keep = self.find(keep).unwrap_or(NONE);
        let anonymous = self.anonymous.oldest(&self.rows, keep);
        let known = self.known.oldest(&self.rows, keep);
        let ended = |row: &u32| *row != keep && !self.rows[*row].is_live(now);
        let tails = anonymous.into_iter().chain(known);
        let count = index(self.rows.len());
        let glance = (self.hand..self.hand.saturating_add(GLANCE)).map(|at| at % count.max(1));
        let found = tails.chain(glance.take(count as usize)).find(ended);
        self.hand = self.hand.wrapping_add(GLANCE) % count.max(1);
        let (row, what) = match (found, anonymous, known) {
            (Some(row), _, _) => (row, Evicted::Ended),
            (None, Some(row), _) => (row, Evicted::Anonymous),
            (None, None, Some(row)) => (row, Evicted::Known),
            (None, None, None) => return None,
        };
        self.remove(row);
        Some(what)
    }
}
