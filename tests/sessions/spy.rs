//! A store that counts its calls, and fails, hangs or takes its time when it is told to.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use oxy::session::{
    Created, Listed, Loaded, MemoryStore, Record, SecretHash, SessionKey, SessionStore, StoreError,
    Terms, Timestamp, Updated, UserTag,
};
use tokio::sync::Notify;

/// What a store is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Create,
    Load,
    UpdateIf,
    Touch,
    Rotate,
    Delete,
    ByUser,
    DeleteByUser,
    Sweep,
    WatchEnded,
}

const STEPS: usize = 10;

/// How a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mood {
    #[default]
    Works,
    Fails,
    /// Never answers, and does nothing.
    Hangs,
    /// Does it, says `entered`, and never answers.
    Mute,
    /// Does it, and fails.
    Loses,
    /// Does it between two yields to others.
    Yields,
    /// Waits for `go` before it does it, after `entered`.
    Waits,
}

/// What a store says when it fails, and nobody outside may read.
pub(crate) const CAUSE: &str = "postgres://admin:hunter2@10.0.0.7 refused";

/// A store in memory that can be looked into.
#[derive(Default)]
pub(crate) struct Spy {
    store: MemoryStore,
    calls: [AtomicU64; STEPS],
    done: [AtomicU64; STEPS],
    moods: Mutex<[Mood; STEPS]>,
    touched: AtomicU64,
    left: Notify,
    pub(crate) entered: Notify,
    pub(crate) go: Notify,
}

impl Spy {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// How often a step was asked for.
    pub(crate) fn calls(&self, step: Step) -> u64 {
        self.calls[step as usize].load(SeqCst)
    }

    /// How often anything was asked for.
    pub(crate) fn all_calls(&self) -> u64 {
        self.calls.iter().map(|calls| calls.load(SeqCst)).sum()
    }

    /// How many touches moved an idle clock.
    pub(crate) fn touched(&self) -> u64 {
        self.touched.load(SeqCst)
    }

    /// How many sessions are stored, live or not.
    pub(crate) fn rows(&self) -> usize {
        self.store.len()
    }

    pub(crate) fn set(&self, step: Step, mood: Mood) {
        self.moods.lock().unwrap()[step as usize] = mood;
    }

    pub(crate) fn set_all(&self, mood: Mood) {
        *self.moods.lock().unwrap() = [mood; STEPS];
    }

    /// Waits until the store has no row.
    pub(crate) async fn until_empty(&self) {
        self.until(|store| store.rows() == 0).await;
    }

    /// Waits until a step was done more than `times`.
    pub(crate) async fn until_done(&self, step: Step, times: u64) {
        self.until(|store| store.done[step as usize].load(SeqCst) > times)
            .await;
    }

    async fn until(&self, is_so: impl Fn(&Self) -> bool) {
        let so = async {
            loop {
                let mut left = std::pin::pin!(self.left.notified());
                left.as_mut().enable();
                if is_so(self) {
                    return;
                }
                left.await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), so).await;
        assert!(waited.is_ok(), "{} rows are left", self.rows());
    }

    async fn take<T>(
        &self,
        step: Step,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        self.calls[step as usize].fetch_add(1, SeqCst);
        let mood = self.moods.lock().unwrap()[step as usize];
        match mood {
            Mood::Works | Mood::Mute | Mood::Loses => {}
            Mood::Fails => return Err(StoreError::new(CAUSE)),
            Mood::Hangs => std::future::pending().await,
            Mood::Yields => tokio::task::yield_now().await,
            Mood::Waits => {
                self.entered.notify_one();
                self.go.notified().await;
            }
        }
        let result = work.await;
        self.done[step as usize].fetch_add(1, SeqCst);
        self.left.notify_waiters();
        match mood {
            Mood::Mute => {
                self.entered.notify_one();
                std::future::pending().await
            }
            Mood::Loses => return Err(StoreError::new(CAUSE)),
            Mood::Yields => tokio::task::yield_now().await,
            _ => {}
        }
        result
    }
}

impl SessionStore for Spy {
    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        self.take(Step::Create, self.store.create(record, terms))
            .await
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        self.take(Step::Load, self.store.load(key, now)).await
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        let work = self.store.update_if(key, version, data, now);
        self.take(Step::UpdateIf, work).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let work = self.store.touch(key, seen, now);
        let touched = self.take(Step::Touch, work).await?;
        self.touched.fetch_add(u64::from(touched), SeqCst);
        Ok(touched)
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.take(Step::Rotate, self.store.rotate(key, from, to, now))
            .await
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.take(Step::Delete, self.store.delete(key, version, now))
            .await
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        let work = self.store.by_user(user, limit, now);
        self.take(Step::ByUser, work).await
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let work = self.store.delete_by_user(user, except, now);
        self.take(Step::DeleteByUser, work).await
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.take(Step::Sweep, self.store.sweep(now, limit)).await
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.take(Step::WatchEnded, self.store.watch_ended(key))
            .await
    }
}
