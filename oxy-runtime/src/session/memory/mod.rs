//! Sessions in the memory of the process.

mod chunks;
mod lists;
mod payload;
mod row;
mod seed;
mod shard;
mod table;
#[cfg(test)]
mod tests;
mod watch;

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

use tokio::sync::watch::Receiver;

use crate::session::id::{SecretHash, SessionKey, UserTag};
use crate::session::memory::seed::Seed;
use crate::session::memory::shard::Shard;
use crate::session::memory::table::{Evicted, STEP, Table};
use crate::session::record::{Listed, Record, Timestamp};
use crate::session::store::{Created, Loaded, SessionStore, StoreError, Terms, Updated};

/// Keeps sessions in the memory of the process: they end with it, and no other process sees them.
///
/// It takes about 270 bytes for a session with a user and 100 bytes of data, and gives memory back when sessions end. It
/// holds a number of sessions, the [`DEFAULT_CAPACITY`](MemoryStore::DEFAULT_CAPACITY) unless another is given, so that a
/// flood of logins cannot take all memory. When it is full, each new session costs an old one: one that has ended, if it is
/// soon found; else the one without a user that has not been used for longest; only then one with a user. Used means
/// created, loaded, changed, touched or rotated. Stores for more than some thousand sessions are divided by the keys' tags,
/// and each part goes by its own order.
///
/// ```
/// use oxy::session::{MemoryStore, SessionStore, Timestamp, UserTag};
///
/// # #[tokio::main]
/// # async fn main() {
/// let store = MemoryStore::with_capacity(50_000);
/// let ann = UserTag::new("session_id", "ann");
/// assert!(store.by_user(&ann, 10, Timestamp(0)).await.unwrap().is_empty());
/// assert_eq!((store.len(), store.evicted()), (0, 0));
/// # }
/// ```
pub struct MemoryStore {
    shards: Box<[Shard]>,
    capacity: usize,
    /// Rows in all shards, less those that somebody is about to evict.
    rows: AtomicUsize,
    evicted: AtomicU64,
    evicted_users: AtomicU64,
    /// The shard where the next sweep begins.
    next: AtomicUsize,
    seed: Seed,
}

const MOST_SHARDS: usize = 64;

/// Sessions for which a shard is worth it.
const PER_SHARD: usize = 4096;

impl MemoryStore {
    /// How many sessions [`new`](MemoryStore::new) holds at most: a million, in about 270 MB.
    pub const DEFAULT_CAPACITY: usize = 1_000_000;

    /// A store of the default capacity.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(Self::DEFAULT_CAPACITY)
    }

    /// A store of at most so many sessions, and at least one. Memory is taken as sessions come.
    #[must_use]
    pub fn with_capacity(sessions: usize) -> Self {
        // Rows have indices of 32 bits.
        let capacity = sessions.clamp(1, 1 << 31);
        let shards = (capacity / PER_SHARD).clamp(1, MOST_SHARDS);
        Self {
            shards: (0..shards).map(|_| Shard::new()).collect(),
            capacity,
            rows: AtomicUsize::new(0),
            evicted: AtomicU64::new(0),
            evicted_users: AtomicU64::new(0),
            next: AtomicUsize::new(0),
            seed: Seed::new(),
        }
    }

    /// How many sessions it holds, with those that have ended and not been swept yet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.load(Relaxed)
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many live sessions had to go because it was full.
    #[must_use]
    pub fn evicted(&self) -> u64 {
        self.evicted.load(Relaxed)
    }

    fn shard_of(&self, tag: u64) -> &Shard {
        let hash = self.seed.hash(tag);
        // The remainder is smaller than the number of shards.
        #[allow(clippy::cast_possible_truncation)]
        let shard = (hash % self.shards.len() as u64) as usize;
        &self.shards[shard]
    }

    /// One step on the shard of a tag.
    fn on<T>(&self, tag: u64, step: impl FnOnce(&mut Table) -> T) -> T {
        self.within(self.shard_of(tag), step)
    }

    fn within<T>(&self, shard: &Shard, step: impl FnOnce(&mut Table) -> T) -> T {
        shard.step(|table| {
            let before = table.len();
            let result = step(table);
            let after = table.len();
            if after > before {
                self.rows.fetch_add(after - before, Relaxed);
            } else if after < before {
                self.rows.fetch_sub(before - after, Relaxed);
            }
            result
        })
    }

    /// Evicts as long as there are too many, but not the session that has just come.
    fn make_room(&self, new: &SessionKey, now: Timestamp) {
        let own = self.shard_of(new.tag());
        // Who takes one off the count evicts one: no two evict for the same excess.
        let claim = |rows: usize| (rows > self.capacity).then(|| rows - 1);
        while self.rows.fetch_update(Relaxed, Relaxed, claim).is_ok() {
            match self.crowded(own).step(|table| table.evict(now, new)) {
                Some(evicted) => self.count(&evicted),
                None => {
                    self.rows.fetch_add(1, Relaxed);
                    return;
                }
            }
        }
    }

    /// The shard that gives up a session: its own if that has its share, else the fullest.
    fn crowded<'s>(&'s self, own: &'s Shard) -> &'s Shard {
        if own.rows.load(Relaxed) > self.capacity / self.shards.len() {
            return own;
        }
        let fullest = self.shards.iter().max_by_key(|it| it.rows.load(Relaxed));
        fullest.unwrap_or(own)
    }

    fn count(&self, evicted: &Evicted) {
        if matches!(evicted, Evicted::Ended) {
            return;
        }
        self.evicted.fetch_add(1, Relaxed);
        if matches!(evicted, Evicted::Known) {
            let count = self.evicted_users.fetch_add(1, Relaxed) + 1;
            // At 1, 10, 100 and so on.
            if 10_u64.checked_pow(count.ilog10()) == Some(count) {
                tracing::warn!(
                    capacity = self.capacity,
                    evicted = count,
                    "the session store is full; sessions of users who are logged in had to go"
                );
            }
        }
    }

    /// Registers a watcher, if there is such a session.
    fn watch(&self, key: &SessionKey) -> Option<Watch<'_>> {
        let ended = self.on(key.tag(), |table| {
            table.find(key).map(|_| table.watchers.add(*key))
        })?;
        Some(Watch {
            store: self,
            key: *key,
            ended: Some(ended),
        })
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MemoryStore")
            .field("len", &self.len())
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

/// A watcher, which leaves nothing behind.
struct Watch<'s> {
    store: &'s MemoryStore,
    key: SessionKey,
    ended: Option<Receiver<()>>,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.store.on(self.key.tag(), |table| {
            // Under the lock: of two that are dropped at once, the second must see that it is the last.
            self.ended = None;
            table.watchers.clean(&self.key);
        });
    }
}

impl SessionStore for MemoryStore {
    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        let created = self.on(record.key.tag(), |table| table.create(record, terms))?;
        self.make_room(&record.key, terms.now);
        Ok(created)
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        Ok(self.on(key.tag(), |table| table.load(key, now)))
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        self.on(key.tag(), |table| table.update_if(key, version, data, now))
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.on(key.tag(), |table| table.touch(key, seen, now)))
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.on(key.tag(), |table| table.rotate(key, from, to, now)))
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.on(key.tag(), |table| table.delete(key, version, now)))
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        Ok(self.on(user.tag(), |table| table.by_user(user, limit, now)))
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let step = |table: &mut Table| table.delete_by_user(user, except, now);
        Ok(self.on(user.tag(), step))
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let (mut removed, mut work) = (0, 0);
        let count = self.shards.len();
        let first = self.next.load(Relaxed);
        for shard in (first..first + count).map(|number| number % count) {
            if removed < limit {
                self.next.store(shard, Relaxed);
            }
            let shard = &self.shards[shard];
            let mut below = usize::MAX;
            while below > 0 && removed < limit {
                removed += self.within(shard, |table| {
                    below = below.min(table.len());
                    work += below.min(STEP);
                    table.sweep(now, &mut below, limit - removed)
                });
                if work >= STEP {
                    work = 0;
                    tokio::task::yield_now().await;
                }
            }
        }
        Ok(removed)
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        if let Some(mut watch) = self.watch(key)
            && let Some(ended) = &mut watch.ended
        {
            // Nothing is ever sent: this waits until the sender is gone.
            let _ = ended.changed().await;
        }
        Ok(())
    }
}
