//! What a row keeps of a session, and the rows of a shard.

use std::ops::{Index, IndexMut};
use std::time::Duration;

use crate::session::id::{SecretHash, SessionKey};
use crate::session::memory::chunks::Chunks;
use crate::session::memory::seed::Seed;
use crate::session::record::{Record, Timestamp};

/// No row; no text.
pub(super) const NONE: u32 = u32::MAX;

/// What the lists that run through the rows are for.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Rows whose keys fall into one bucket.
    Key = 0,
    /// Rows with a user whose tags fall into one bucket.
    User = 1,
    /// Rows by their last use.
    Use = 2,
}

/// The neighbours in one of the lists.
#[derive(Clone, Copy)]
pub(super) struct Link {
    pub(super) before: u32,
    pub(super) after: u32,
}

/// A session without its texts and data, which are in the payloads. 128 bytes: see the test.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) key: SessionKey,
    pub(super) secret: SecretHash,
    pub(super) created: Timestamp,
    pub(super) seen: Timestamp,
    pub(super) absolute_end: Timestamp,
    /// Milliseconds.
    idle: u64,
    pub(super) version: u64,
    /// Lengths in bytes; `NONE` where there is no user or no label.
    pub(super) user: u32,
    pub(super) label: u32,
    pub(super) data: u32,
    /// Where the payload is, among those of its size.
    pub(super) slot: u32,
    pub(super) links: [Link; 3],
}

impl Row {
    /// The row of a record; none where it has more than 4 GiB.
    pub(super) fn of(record: &Record) -> Option<Self> {
        let length = |text: Option<&String>| match text {
            Some(text) => u32::try_from(text.len()).ok(),
            None => Some(NONE),
        };
        let row = Self {
            key: record.key,
            secret: record.secret,
            created: record.created,
            seen: record.seen,
            absolute_end: record.absolute_end,
            idle: u64::try_from(record.idle.as_millis()).unwrap_or(u64::MAX),
            version: record.version,
            user: length(record.user.as_ref())?,
            label: length(record.label.as_ref())?,
            data: u32::try_from(record.data.len()).ok()?,
            slot: NONE,
            links: [Link {
                before: NONE,
                after: NONE,
            }; 3],
        };
        u32::try_from(row.payload()).ok().map(|_| row)
    }

    pub(super) fn is_live(&self, now: Timestamp) -> bool {
        now < self.seen.after(self.idle()).min(self.absolute_end)
    }

    fn idle(&self) -> Duration {
        Duration::from_millis(self.idle)
    }

    pub(super) fn has_user(&self) -> bool {
        self.user != NONE
    }

    /// Length of user and label, which stand before the data.
    pub(super) fn texts(&self) -> usize {
        length(self.user) + length(self.label)
    }

    /// Length of user, label and data.
    pub(super) fn payload(&self) -> usize {
        self.texts() + self.data as usize
    }

    /// The user's name, in the row's payload.
    pub(super) fn user_in<'p>(&self, payload: &'p [u8]) -> Option<&'p [u8]> {
        self.has_user().then(|| &payload[..length(self.user)])
    }

    /// The label, in the row's payload.
    pub(super) fn label_in(&self, payload: &[u8]) -> Option<String> {
        let label = &payload[length(self.user)..self.texts()];
        (self.label != NONE).then(|| text(label))
    }

    /// The session.
    pub(super) fn record(&self, payload: &[u8]) -> Record {
        Record {
            key: self.key,
            secret: self.secret,
            user: self.user_in(payload).map(text),
            label: self.label_in(payload),
            created: self.created,
            seen: self.seen,
            idle: self.idle(),
            absolute_end: self.absolute_end,
            version: self.version,
            data: payload[self.texts()..].to_vec(),
        }
    }

    /// What decides about the row's bucket.
    pub(super) fn hash(&self, kind: Kind, seed: Seed) -> u64 {
        match kind {
            Kind::User => seed.hash(self.key.tag()),
            Kind::Key | Kind::Use => seed.hash(self.key.number()),
        }
    }
}

fn length(length: u32) -> usize {
    if length == NONE { 0 } else { length as usize }
}

fn text(bytes: &[u8]) -> String {
    // It has been a text before.
    String::from_utf8(bytes.to_vec()).unwrap_or_default()
}

/// The rows of a shard, without gaps.
pub(super) struct Rows(Chunks<Row>);

impl Rows {
    pub(super) fn new() -> Self {
        Self(Chunks::new(1))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn push(&mut self, row: Row) -> u32 {
        index(self.0.push(&[&[row]], row))
    }

    /// Removes a row, whose place the last one takes; gives the index that the last one had.
    pub(super) fn swap_remove(&mut self, row: u32) -> Option<u32> {
        self.0.swap_remove(row as usize).map(index)
    }
}

impl Index<u32> for Rows {
    type Output = Row;

    fn index(&self, row: u32) -> &Row {
        &self.0.get(row as usize)[0]
    }
}

impl IndexMut<u32> for Rows {
    fn index_mut(&mut self, row: u32) -> &mut Row {
        &mut self.0.get_mut(row as usize)[0]
    }
}

/// The store's capacity keeps indices far below `NONE`.
pub(super) fn index(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_row_has_two_cache_lines() {
        assert_eq!(size_of::<super::Row>(), 128);
    }
}
