//! A store that can be taken down.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use oxy::session::{
    Created, Listed, Loaded, Record, SecretHash, SessionKey, SessionStore, StoreError, Terms,
    Timestamp, Updated, UserTag,
};
use oxy::testing::StoreOutage;
use tokio::sync::watch;

use crate::reference::Reference;

/// One way of being wrong while the store is down, or after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Defect {
    LoadsNothing,
    ListsNothing,
    /// A step that changes something is told as done, and is not.
    Pretends,
    /// A step that finds nothing to change is told as such.
    FindsNothing,
    /// A session is deleted before the new one is refused.
    DoesHalf,
    /// A step is told before it is written, and lost.
    LosesLogins,
    LosesUpdates,
    LosesLogouts,
    WakesWatchers,
    /// What watched before waits for ever.
    ForgetsWatchers,
    Waits,
    StaysDown,
}

struct Shared {
    rows: Reference,
    is_down: AtomicBool,
    /// Whether sessions can be loaded meanwhile.
    reads_work: bool,
    /// Told when it goes down, and when it is back.
    turns: watch::Sender<()>,
    defect: Option<Defect>,
    /// Sessions as they will be again when it goes down.
    lost: Mutex<Vec<(SessionKey, Option<Record>)>>,
}

#[derive(Clone)]
pub(super) struct Failing(Arc<Shared>);

impl Failing {
    pub(super) fn new(defect: Option<Defect>, reads_work: bool) -> Self {
        Self(Arc::new(Shared {
            rows: Reference::right(),
            is_down: AtomicBool::new(false),
            reads_work,
            turns: watch::Sender::new(()),
            defect,
            lost: Mutex::default(),
        }))
    }

    fn has(&self, defect: Defect) -> bool {
        self.0.defect == Some(defect)
    }

    fn is_down(&self) -> bool {
        self.0.is_down.load(Ordering::SeqCst)
    }

    fn refused<T>() -> Result<T, StoreError> {
        Err(StoreError::new("the connection was refused"))
    }

    /// Whether watchers do something else when it goes down than go on.
    fn wakes(&self) -> bool {
        self.has(Defect::WakesWatchers) || self.has(Defect::ForgetsWatchers)
    }

    /// Before a step that only looks; an answer if it is not to be made.
    async fn read<T>(&self, defect: Defect, nothing: T) -> Option<Result<T, StoreError>> {
        if !self.is_down() {
            return None;
        }
        if self.has(Defect::Waits) {
            std::future::pending::<()>().await;
        }
        if self.has(defect) {
            return Some(Ok(nothing));
        }
        (!self.0.reads_work).then(Self::refused)
    }

    /// Before a step that changes something; an answer if it is not to be made.
    async fn write<T>(&self, done: T, nothing: T) -> Option<Result<T, StoreError>> {
        if !self.is_down() {
            return None;
        }
        match self.0.defect {
            Some(Defect::Waits) => std::future::pending().await,
            Some(Defect::Pretends) => Some(Ok(done)),
            Some(Defect::FindsNothing) => Some(Ok(nothing)),
            _ => Some(Self::refused()),
        }
    }

    /// The session as it is will be there again when the store goes down.
    async fn will_lose(&self, defect: Defect, key: &SessionKey, now: Timestamp) {
        if self.has(defect) {
            let before = self.0.rows.load(key, now).await.unwrap().live();
            self.0.lost.lock().unwrap().push((*key, before));
        }
    }
}

impl StoreOutage for Failing {
    async fn begin(&mut self) {
        self.0.is_down.store(true, Ordering::SeqCst);
        let lost = std::mem::take(&mut *self.0.lost.lock().unwrap());
        for (key, before) in lost.into_iter().rev() {
            match before {
                Some(record) => self.0.rows.put(record),
                None => drop(self.0.rows.delete(&key, None, Timestamp(0)).await),
            }
        }
        self.0.turns.send_replace(());
    }

    async fn end(&mut self) {
        let stays = self.has(Defect::StaysDown);
        self.0.is_down.store(stays, Ordering::SeqCst);
    }

    fn reads_work(&self) -> bool {
        self.0.reads_work
    }
}

impl SessionStore for Failing {
    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        if self.has(Defect::DoesHalf)
            && self.is_down()
            && let Some(key) = terms.replaces
        {
            self.0.rows.delete(&key, None, terms.now).await?;
        }
        let done = Created::Created {
            replaced: true,
            capped: 1,
        };
        if let Some(answer) = self.write(done, Created::Exists).await {
            return answer;
        }
        if self.has(Defect::LosesLogins) {
            self.0.lost.lock().unwrap().push((record.key, None));
        }
        self.0.rows.create(record, terms).await
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        match self.read(Defect::LoadsNothing, Loaded::Unknown).await {
            Some(answer) => answer,
            None => self.0.rows.load(key, now).await,
        }
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        if let Some(answer) = self.write(Updated::Updated, Updated::Gone).await {
            return answer;
        }
        self.will_lose(Defect::LosesUpdates, key, now).await;
        self.0.rows.update_if(key, version, data, now).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        match self.write(true, false).await {
            Some(answer) => answer,
            None => self.0.rows.touch(key, seen, now).await,
        }
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        match self.write(true, false).await {
            Some(answer) => answer,
            None => self.0.rows.rotate(key, from, to, now).await,
        }
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if let Some(answer) = self.write(true, false).await {
            return answer;
        }
        self.will_lose(Defect::LosesLogouts, key, now).await;
        self.0.rows.delete(key, version, now).await
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        match self.read(Defect::ListsNothing, Vec::new()).await {
            Some(answer) => answer,
            None => self.0.rows.by_user(user, limit, now).await,
        }
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        match self.write(2, 0).await {
            Some(answer) => answer,
            None => self.0.rows.delete_by_user(user, except, now).await,
        }
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        match self.write(0, 0).await {
            Some(answer) => answer,
            None => self.0.rows.sweep(now, limit).await,
        }
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        let mut turns = self.0.turns.subscribe();
        tokio::select! {
            ended = self.0.rows.watch_ended(key) => return ended,
            _ = turns.changed(), if self.wakes() => {}
        }
        if self.has(Defect::ForgetsWatchers) {
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}
