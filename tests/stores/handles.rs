//! Two handles to one store, right and wrong: what one process keeps for itself, the other does not know.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use oxy::session::{
    Created, Listed, Loaded, MemoryStore, Record, SecretHash, SessionKey, SessionStore, StoreError,
    Terms, Timestamp, Updated, UserTag,
};
use oxy::testing::{Violations, check_shared_store};
use tokio::sync::watch;
use tokio::task::yield_now;

use crate::reference::Reference;

/// One way in which handles do not know of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Defect {
    /// What was loaded is answered from memory until this handle changes it.
    CachesLoads,
    /// What was not there is taken for absent until this handle creates it.
    CachesAbsence,
    /// The list of a user is kept until this handle changes it.
    CachesLists,
    /// Steps that look first and write then do so under a lock of this handle.
    LocksPerHandle,
    /// Only ends by this handle wake its watchers.
    WatchesPerHandle,
    /// A deletion is written when this handle is next asked about a session of that user.
    DeletesLate,
}

/// One process's handle to a store.
struct Handle {
    store: Arc<Reference>,
    defect: Option<Defect>,
    loads: Mutex<HashMap<SessionKey, Record>>,
    absent: Mutex<HashSet<SessionKey>>,
    lists: Mutex<HashMap<u64, Vec<Listed>>>,
    late: Mutex<Vec<SessionKey>>,
    lock: tokio::sync::Mutex<()>,
    ends: watch::Sender<()>,
}

fn handles(defect: Option<Defect>) -> [Handle; 2] {
    let store = Arc::new(Reference::right());
    [Arc::clone(&store), store].map(|store| Handle {
        store,
        defect,
        loads: Mutex::default(),
        absent: Mutex::default(),
        lists: Mutex::default(),
        late: Mutex::default(),
        lock: tokio::sync::Mutex::default(),
        ends: watch::Sender::new(()),
    })
}

impl Handle {
    fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    /// This handle knows of a change by itself.
    fn forget(&self, key: &SessionKey) {
        self.loads.lock().unwrap().remove(key);
        self.absent.lock().unwrap().remove(key);
        self.lists.lock().unwrap().remove(&key.tag());
    }

    fn forget_user(&self, tag: u64) {
        self.loads.lock().unwrap().retain(|key, _| key.tag() != tag);
        self.lists.lock().unwrap().remove(&tag);
        self.ends.send_replace(());
    }

    /// Looks, gives way, and writes what it has made of what it saw: what came between is lost.
    async fn rewrite<T>(
        &self,
        key: &SessionKey,
        now: Timestamp,
        gone: T,
        change: impl FnOnce(&mut Record) -> T,
    ) -> Result<T, StoreError> {
        let _lock = self.lock.lock().await;
        let Loaded::Live(mut record) = self.store.load(key, now).await? else {
            return Ok(gone);
        };
        let before = record.clone();
        let answer = change(&mut record);
        yield_now().await;
        if record != before {
            self.store.put(record);
        }
        Ok(answer)
    }

    async fn write_late(&self, tag: u64, now: Timestamp) -> Result<(), StoreError> {
        let late: Vec<_> = {
            let mut all = self.late.lock().unwrap();
            all.extract_if(.., |key| key.tag() == tag).collect()
        };
        for key in late {
            self.store.delete(&key, None, now).await?;
        }
        Ok(())
    }
}

impl SessionStore for Handle {
    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        self.write_late(record.key.tag(), terms.now).await?;
        let created = self.store.create(record, terms).await?;
        self.forget(&record.key);
        self.forget_user(record.key.tag());
        Ok(created)
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        self.write_late(key.tag(), now).await?;
        if self.has(Defect::CachesLoads) {
            let known = self.loads.lock().unwrap().get(key).cloned();
            if let Some(record) = known {
                return Ok(Loaded::of(record, now));
            }
        }
        if self.has(Defect::CachesAbsence) && self.absent.lock().unwrap().contains(key) {
            return Ok(Loaded::Unknown);
        }
        let loaded = self.store.load(key, now).await?;
        match &loaded {
            Loaded::Live(record) => drop(self.loads.lock().unwrap().insert(*key, record.clone())),
            _ => drop(self.absent.lock().unwrap().insert(*key)),
        }
        Ok(loaded)
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        self.write_late(key.tag(), now).await?;
        self.forget(key);
        if !self.has(Defect::LocksPerHandle) {
            return self.store.update_if(key, version, data, now).await;
        }
        let change = |record: &mut Record| {
            if record.version != version {
                return Updated::Conflict;
            }
            record.version += 1;
            record.data = data.to_vec();
            record.seen = record.seen.max(now);
            Updated::Updated
        };
        self.rewrite(key, now, Updated::Gone, change).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write_late(key.tag(), now).await?;
        self.forget(key);
        if !self.has(Defect::LocksPerHandle) {
            return self.store.touch(key, seen, now).await;
        }
        let change = |record: &mut Record| {
            let expected = record.seen == seen;
            record.seen = if expected { now } else { record.seen };
            expected
        };
        self.rewrite(key, now, false, change).await
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write_late(key.tag(), now).await?;
        self.forget(key);
        if !self.has(Defect::LocksPerHandle) {
            return self.store.rotate(key, from, to, now).await;
        }
        let change = |record: &mut Record| {
            let expected = record.secret == *from;
            record.secret = if expected { *to } else { record.secret };
            expected
        };
        self.rewrite(key, now, false, change).await
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write_late(key.tag(), now).await?;
        self.forget(key);
        if self.has(Defect::DeletesLate) && version.is_none() {
            let is_live = self.store.load(key, now).await?.live().is_some();
            self.late.lock().unwrap().push(*key);
            return Ok(is_live);
        }
        let _lock = self.lock.lock().await;
        let deleted = self.store.delete(key, version, now).await?;
        self.ends.send_replace(());
        Ok(deleted)
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        self.write_late(user.tag(), now).await?;
        if self.has(Defect::CachesLists) {
            let known = self.lists.lock().unwrap().get(&user.tag()).cloned();
            if let Some(list) = known {
                return Ok(list);
            }
        }
        let list = self.store.by_user(user, limit, now).await?;
        self.lists.lock().unwrap().insert(user.tag(), list.clone());
        Ok(list)
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        self.write_late(user.tag(), now).await?;
        let _lock = self.lock.lock().await;
        let deleted = self.store.delete_by_user(user, except, now).await?;
        self.forget_user(user.tag());
        Ok(deleted)
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.store.sweep(now, limit).await
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        if !self.has(Defect::WatchesPerHandle) {
            return self.store.watch_ended(key).await;
        }
        let mut ends = self.ends.subscribe();
        while self.store.load(key, Timestamp(0)).await?.live().is_some() {
            // The sender lives as long as the handle.
            let _ = ends.changed().await;
        }
        Ok(())
    }
}

async fn violations(defect: Defect) -> Violations {
    let [first, second] = handles(Some(defect));
    let checked = check_shared_store(first, second).await;
    checked.expect_err("handles that do not know of each other must not pass")
}

/// A test for each defect: the rules that must be among those it breaks.
macro_rules! found {
    ($($test:ident: $defect:ident => [$($rule:literal),+];)*) => {$(
        #[tokio::test(start_paused = true)]
        async fn $test() {
            let violations = violations(Defect::$defect).await;
            for rule in [$($rule),+] {
                assert!(violations.rules().contains(&rule), "{rule}: {:?}", violations.rules());
            }
        }
    )*};
}

found! {
    loads_from_a_cache: CachesLoads
        => ["shared/update_if", "shared/touch", "shared/rotate", "shared/delete",
            "shared/delete_by_user", "shared/cap"];
    absence_from_a_cache: CachesAbsence => ["shared/create"];
    lists_from_a_cache: CachesLists
        => ["shared/create", "shared/delete", "shared/delete_by_user"];
    a_lock_per_handle: LocksPerHandle
        => ["shared-race/lost-update", "shared-race/touch", "shared-race/rotate",
            "shared-race/delete-is-final", "shared-race/rotate-and-delete"];
    a_watch_per_handle: WatchesPerHandle
        => ["shared/watch-delete", "shared/watch-delete_by_user", "shared/watch-cap",
            "shared/watch-replaces"];
    a_deletion_that_is_late: DeletesLate => ["shared/delete", "shared-race/delete-is-final"];
}

#[tokio::test(start_paused = true)]
async fn handles_that_keep_nothing_pass() {
    let [first, second] = handles(None);
    check_shared_store(first, second).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_store_in_memory_passes_as_two() {
    let store = Arc::new(MemoryStore::new());
    check_shared_store(Arc::clone(&store), store).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn two_stores_in_memory_are_not_one() {
    let checked = check_shared_store(MemoryStore::new(), MemoryStore::new()).await;
    let violations = checked.unwrap_err();
    assert!(
        violations.rules().contains(&"shared/create"),
        "{violations}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_report_says_which_handle_did_what() {
    let violations = violations(Defect::CachesLoads).await;
    let update = violations.iter().find(|it| it.rule() == "shared/update_if");
    let steps: Vec<_> = update.unwrap().did().collect();
    assert!(steps[0].starts_with("first: create(a, "), "{steps:?}");
    assert!(
        steps.last().unwrap().starts_with("second: load(a, "),
        "{steps:?}"
    );
}
