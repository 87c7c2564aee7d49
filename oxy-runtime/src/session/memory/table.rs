//! What a shard keeps: rows, and the ways to find them.

mod room;

use crate::session::id::{SecretHash, SessionKey, UserTag};
use crate::session::memory::lists::{Buckets, Order};
use crate::session::memory::payload::Payloads;
use crate::session::memory::row::{Kind, NONE, Row, Rows, index};
use crate::session::memory::seed::Seed;
use crate::session::memory::watch::Watchers;
use crate::session::record::{Listed, Record, Timestamp};
use crate::session::store::{Created, Loaded, StoreError, Terms, Updated};
pub(super) use room::{Evicted, STEP};

/// The sessions of a shard.
pub(super) struct Table {
    rows: Rows,
    payloads: Payloads,
    keys: Buckets,
    /// The rows that have a user.
    users: Buckets,
    /// By last use, without and with a user.
    anonymous: Order,
    known: Order,
    /// Where the next glance begins.
    hand: u32,
    pub(super) watchers: Watchers,
    seed: Seed,
}

impl Table {
    pub(super) fn new() -> Self {
        Self {
            rows: Rows::new(),
            payloads: Payloads::new(),
            keys: Buckets::new(Kind::Key),
            users: Buckets::new(Kind::User),
            anonymous: Order::new(),
            known: Order::new(),
            hand: 0,
            watchers: Watchers::new(),
            seed: Seed::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row of a key, live or not.
    pub(super) fn find(&self, key: &SessionKey) -> Option<u32> {
        let hash = self.seed.hash(key.number());
        self.keys
            .of(&self.rows, hash)
            .find(|row| self.rows[*row].key == *key)
    }

    fn live(&self, key: &SessionKey, now: Timestamp) -> Option<u32> {
        self.find(key).filter(|row| self.rows[*row].is_live(now))
    }

    fn payload(&self, row: u32) -> &[u8] {
        let row = &self.rows[row];
        self.payloads.get(row.slot, row.payload())
    }

    /// The rows of a user, live or not. Other users may have the same tag.
    fn of_user(&self, tag: u64, name: &str) -> impl Iterator<Item = u32> {
        let hash = self.seed.hash(tag);
        self.users.of(&self.rows, hash).filter(move |row| {
            let found = &self.rows[*row];
            found.key.tag() == tag && found.user_in(self.payload(*row)) == Some(name.as_bytes())
        })
    }

    fn insert(&mut self, mut row: Row, record: &Record) {
        let user = record.user.as_deref().unwrap_or_default().as_bytes();
        let label = record.label.as_deref().unwrap_or_default().as_bytes();
        let owner = index(self.rows.len());
        row.slot = self.payloads.add(owner, &[user, label, &record.data]);
        let row = self.rows.push(row);
        self.keys.insert(&mut self.rows, self.seed, row);
        if record.user.is_some() {
            self.users.insert(&mut self.rows, self.seed, row);
            self.known.insert(&mut self.rows, row);
        } else {
            self.anonymous.insert(&mut self.rows, row);
        }
    }

    fn remove(&mut self, row: u32) {
        let Row {
            key, slot, user, ..
        } = self.rows[row];
        self.watchers.end(&key);
        self.keys.remove(&mut self.rows, self.seed, row);
        if user == NONE {
            self.anonymous.remove(&mut self.rows, row);
        } else {
            self.users.remove(&mut self.rows, self.seed, row);
            self.known.remove(&mut self.rows, row);
        }
        let length = self.rows[row].payload();
        if let Some(owner) = self.payloads.remove(slot, length) {
            self.rows[owner].slot = slot;
        }
        if let Some(from) = self.rows.swap_remove(row) {
            self.moved(from, row);
        }
    }

    /// Removes rows; from the last on, so that none of the others is moved before its turn.
    fn remove_all(&mut self, mut rows: Vec<u32>) {
        rows.sort_unstable_by(|one, other| other.cmp(one));
        for row in rows {
            self.remove(row);
        }
    }

    fn moved(&mut self, from: u32, to: u32) {
        let row = self.rows[to];
        self.payloads.moved(row.slot, row.payload(), to);
        self.keys.moved(&mut self.rows, self.seed, to);
        if row.has_user() {
            self.users.moved(&mut self.rows, self.seed, to);
            self.known.moved(&mut self.rows, from, to);
        } else {
            self.anonymous.moved(&mut self.rows, from, to);
        }
    }

    fn used(&mut self, row: u32) {
        if self.rows[row].has_user() {
            self.known.used(&mut self.rows, row);
        } else {
            self.anonymous.used(&mut self.rows, row);
        }
    }

    pub(super) fn create(&mut self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        if self.find(&record.key).is_some() {
            return Ok(Created::Exists);
        }
        let row = Row::of(record)
            .ok_or_else(|| StoreError::new("the session has more than 4 GiB of data"))?;
        let replaces = terms
            .replaces
            .filter(|replaces| replaces.tag() == record.key.tag());
        let replaced = replaces.is_some_and(|replaces| self.delete(&replaces, None, terms.now));
        self.insert(row, record);
        let capped = match (&record.user, terms.cap) {
            (Some(user), Some(cap)) => self.trim(&record.key, user, cap, terms.now),
            _ => 0,
        };
        Ok(Created::Created { replaced, capped })
    }

    /// Deletes the user's oldest live sessions beyond the cap, but `keep`; gives their number.
    fn trim(&mut self, keep: &SessionKey, user: &str, cap: u32, now: Timestamp) -> u64 {
        let mut others: Vec<u32> = self
            .of_user(keep.tag(), user)
            .filter(|row| self.rows[*row].is_live(now) && self.rows[*row].key != *keep)
            .collect();
        let stay = cap.max(1) as usize - 1;
        let excess = others.len().saturating_sub(stay);
        others.sort_unstable_by_key(|row| (self.rows[*row].created, self.rows[*row].seen));
        others.truncate(excess);
        self.remove_all(others);
        excess as u64
    }

    pub(super) fn load(&mut self, key: &SessionKey, now: Timestamp) -> Loaded {
        let Some(row) = self.find(key) else {
            return Loaded::Unknown;
        };
        if self.rows[row].is_live(now) {
            self.used(row);
        }
        Loaded::of(self.rows[row].record(self.payload(row)), now)
    }

    pub(super) fn update_if(
        &mut self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        let Some(row) = self.live(key, now) else {
            return Ok(Updated::Gone);
        };
        if self.rows[row].version != version {
            return Ok(Updated::Conflict);
        }
        let Ok(length) = u32::try_from(data.len()) else {
            return Err(StoreError::new("the session has more than 4 GiB of data"));
        };
        self.write(row, data);
        let found = &mut self.rows[row];
        found.data = length;
        found.version = version.wrapping_add(1);
        found.seen = found.seen.max(now);
        self.used(row);
        Ok(Updated::Updated)
    }

    /// Replaces the data in the payload; the row's length is still the old one.
    fn write(&mut self, row: u32, data: &[u8]) {
        let Row { slot, .. } = self.rows[row];
        let (texts, length) = (self.rows[row].texts(), self.rows[row].payload());
        if self.payloads.replace(slot, length, texts, data) {
            return;
        }
        let before = self.payload(row)[..texts].to_vec();
        if let Some(owner) = self.payloads.remove(slot, length) {
            self.rows[owner].slot = slot;
        }
        self.rows[row].slot = self.payloads.add(row, &[&before, &[], data]);
    }

    pub(super) fn touch(&mut self, key: &SessionKey, seen: Timestamp, now: Timestamp) -> bool {
        let found = self.live(key, now);
        let Some(row) = found.filter(|row| self.rows[*row].seen == seen) else {
            return false;
        };
        self.rows[row].seen = now;
        self.used(row);
        true
    }

    pub(super) fn rotate(
        &mut self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> bool {
        let found = self.live(key, now);
        let Some(row) = found.filter(|row| self.rows[*row].secret == *from) else {
            return false;
        };
        self.rows[row].secret = *to;
        self.used(row);
        true
    }

    pub(super) fn delete(
        &mut self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> bool {
        let Some(row) = self.find(key) else {
            return false;
        };
        let found = &self.rows[row];
        if version.is_some_and(|version| version != found.version) {
            return false;
        }
        let live = found.is_live(now);
        self.remove(row);
        live
    }

    pub(super) fn by_user(&self, user: &UserTag, limit: usize, now: Timestamp) -> Vec<Listed> {
        let mut listed: Vec<_> = self
            .of_user(user.tag(), user.name())
            .map(|row| (&self.rows[row], self.payload(row)))
            .filter(|(row, _)| row.is_live(now))
            .map(|(row, payload)| Listed {
                key: row.key,
                label: row.label_in(payload),
                created: row.created,
                seen: row.seen,
            })
            .collect();
        listed.sort_by_key(|session| (session.created, session.seen));
        listed.split_off(listed.len().saturating_sub(limit))
    }

    /// Deletes what has ended as well, but does not count it.
    pub(super) fn delete_by_user(
        &mut self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> u64 {
        let rows: Vec<u32> = self
            .of_user(user.tag(), user.name())
            .filter(|row| except != Some(&self.rows[*row].key))
            .collect();
        let live = rows.iter().filter(|row| self.rows[**row].is_live(now));
        let count = live.count() as u64;
        self.remove_all(rows);
        count
    }
}
