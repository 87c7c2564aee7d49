//! Lists that run through the rows: buckets of hash tables, and the order of use.

use std::mem::replace;

use crate::session::memory::chunks::Chunks;
use crate::session::memory::row::{Kind, Link, NONE, Rows};
use crate::session::memory::seed::Seed;

/// Puts a row at a list's head.
fn push(rows: &mut Rows, kind: Kind, head: &mut u32, row: u32) {
    rows[row].links[kind as usize] = Link {
        before: NONE,
        after: *head,
    };
    if *head != NONE {
        rows[*head].links[kind as usize].before = row;
    }
    *head = row;
}

/// Takes a row out of its list.
fn take(rows: &mut Rows, kind: Kind, head: &mut u32, row: u32) {
    let Link { before, after } = rows[row].links[kind as usize];
    match before {
        NONE => *head = after,
        _ => rows[before].links[kind as usize].after = after,
    }
    if after != NONE {
        rows[after].links[kind as usize].before = before;
    }
}

/// Tells the neighbours of a row where it is now.
fn moved(rows: &mut Rows, kind: Kind, head: &mut u32, to: u32) {
    let Link { before, after } = rows[to].links[kind as usize];
    match before {
        NONE => *head = to,
        _ => rows[before].links[kind as usize].after = to,
    }
    if after != NONE {
        rows[after].links[kind as usize].before = to;
    }
}

/// A hash table whose buckets are lists: as many buckets as rows, and up to twice as many where rows have gone. Where they come and go
/// in turn, nothing is placed again: that costs the processor what is far apart in memory.
///
/// It grows and shrinks by a bucket or two at a time (linear hashing, Litwin 1980), so that no step moves all rows while
/// everybody waits, and takes 4 to 8 bytes a row at any size.
pub(super) struct Buckets {
    kind: Kind,
    heads: Chunks<u32>,
    rows: usize,
}

impl Buckets {
    pub(super) fn new(kind: Kind) -> Self {
        let mut heads = Chunks::new(1);
        heads.push(&[], NONE);
        Self {
            kind,
            heads,
            rows: 0,
        }
    }

    /// The bucket: that of the next power of two, or of the power before while that does not exist yet.
    fn bucket(&self, hash: u64) -> usize {
        let whole = self.heads.len().next_power_of_two();
        // Only the low bits count.
        #[allow(clippy::cast_possible_truncation)]
        let bucket = hash as usize & (whole - 1);
        if bucket < self.heads.len() {
            bucket
        } else {
            bucket & (whole / 2 - 1)
        }
    }

    fn head(&mut self, bucket: usize) -> &mut u32 {
        &mut self.heads.get_mut(bucket)[0]
    }

    /// The rows of a bucket, by their indices.
    pub(super) fn of<'r>(&self, rows: &'r Rows, hash: u64) -> impl Iterator<Item = u32> + 'r {
        walk(rows, self.kind, self.heads.get(self.bucket(hash))[0])
    }

    pub(super) fn insert(&mut self, rows: &mut Rows, seed: Seed, row: u32) {
        self.push(rows, seed, row);
        self.rows += 1;
        if self.rows > self.heads.len() {
            self.split(rows, seed);
        }
    }

    pub(super) fn remove(&mut self, rows: &mut Rows, seed: Seed, row: u32) {
        let bucket = self.bucket(rows[row].hash(self.kind, seed));
        take(rows, self.kind, self.head(bucket), row);
        self.rows -= 1;
        while self.heads.len() > (2 * self.rows).max(1) {
            self.merge(rows, seed);
        }
    }

    pub(super) fn moved(&mut self, rows: &mut Rows, seed: Seed, to: u32) {
        let bucket = self.bucket(rows[to].hash(self.kind, seed));
        moved(rows, self.kind, self.head(bucket), to);
    }

    fn push(&mut self, rows: &mut Rows, seed: Seed, row: u32) {
        let bucket = self.bucket(rows[row].hash(self.kind, seed));
        push(rows, self.kind, self.head(bucket), row);
    }

    /// Adds a bucket, and shares the rows of the one it stands for.
    fn split(&mut self, rows: &mut Rows, seed: Seed) {
        let added = self.heads.len();
        self.heads.push(&[], NONE);
        let old = added - self.heads.len().next_power_of_two() / 2;
        self.again(rows, seed, old);
    }

    /// Removes the last bucket, whose rows go back.
    fn merge(&mut self, rows: &mut Rows, seed: Seed) {
        let last = self.heads.len() - 1;
        let head = self.heads.get(last)[0];
        self.heads.swap_remove(last);
        self.place(rows, seed, head);
    }

    /// Places the rows of a bucket again.
    fn again(&mut self, rows: &mut Rows, seed: Seed, bucket: usize) {
        let head = replace(self.head(bucket), NONE);
        self.place(rows, seed, head);
    }

    fn place(&mut self, rows: &mut Rows, seed: Seed, head: u32) {
        let mut row = head;
        while row != NONE {
            let after = rows[row].links[self.kind as usize].after;
            self.push(rows, seed, row);
            row = after;
        }
    }
}

/// The order of use: the row used last is the first.
pub(super) struct Order {
    first: u32,
    last: u32,
}

impl Order {
    pub(super) fn new() -> Self {
        Self {
            first: NONE,
            last: NONE,
        }
    }

    pub(super) fn insert(&mut self, rows: &mut Rows, row: u32) {
        push(rows, Kind::Use, &mut self.first, row);
        if self.last == NONE {
            self.last = row;
        }
    }

    pub(super) fn remove(&mut self, rows: &mut Rows, row: u32) {
        if self.last == row {
            self.last = rows[row].links[Kind::Use as usize].before;
        }
        take(rows, Kind::Use, &mut self.first, row);
    }

    /// The row has been used.
    pub(super) fn used(&mut self, rows: &mut Rows, row: u32) {
        if self.first != row {
            self.remove(rows, row);
            self.insert(rows, row);
        }
    }

    pub(super) fn moved(&mut self, rows: &mut Rows, from: u32, to: u32) {
        moved(rows, Kind::Use, &mut self.first, to);
        if self.last == from {
            self.last = to;
        }
    }

    /// The row that has not been used for longest, unless it is `but`: then the one before it.
    pub(super) fn oldest(&self, rows: &Rows, but: u32) -> Option<u32> {
        let oldest = match self.last {
            row if row != NONE && row == but => rows[row].links[Kind::Use as usize].before,
            row => row,
        };
        (oldest != NONE).then_some(oldest)
    }
}

fn walk(rows: &Rows, kind: Kind, head: u32) -> impl Iterator<Item = u32> + '_ {
    let there = |row: u32| (row != NONE).then_some(row);
    std::iter::successors(there(head), move |row| {
        there(rows[*row].links[kind as usize].after)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::session::id::{SecretHash, SessionKey};
    use crate::session::memory::row::Row;
    use crate::session::record::{Record, Timestamp};

    fn row(number: u64) -> Row {
        let record = Record {
            key: SessionKey::new(number, number),
            secret: SecretHash::new([0; 32]),
            user: None,
            label: None,
            created: Timestamp(0),
            seen: Timestamp(0),
            idle: Duration::ZERO,
            absolute_end: Timestamp(0),
            version: 1,
            data: Vec::new(),
        };
        Row::of(&record).unwrap()
    }

    #[test]
    fn buckets_stay_until_half_of_the_rows_have_gone() {
        let (mut rows, seed) = (Rows::new(), Seed::new());
        let mut buckets = Buckets::new(Kind::Key);
        for number in 0..1000 {
            let row = rows.push(row(number));
            buckets.insert(&mut rows, seed, row);
        }
        assert_eq!(buckets.heads.len(), 1000);
        for gone in (0..1000).rev() {
            buckets.remove(&mut rows, seed, gone);
            let left = gone as usize;
            assert_eq!(buckets.heads.len(), (2 * left).clamp(1, 1000));
            for row in 0..gone {
                let hash = rows[row].hash(Kind::Key, seed);
                assert!(buckets.of(&rows, hash).any(|found| found == row));
            }
        }
    }
}
