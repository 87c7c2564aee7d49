//! How much a store has to write for those who only read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::Duration;

use oxy::Sessions;
use oxy::session::{
    Created, Listed, Loaded, Record, SecretHash, SessionKey, SessionStore, StoreError, Terms,
    Timestamp, Updated, UserTag,
};
use tokio::task::JoinSet;

use crate::client::Client;
use crate::site::{Account, Instance, PATIENCE, Town};
use crate::stores::{Place, WithStore, in_every_store};

in_every_store!(
    a_thousand_reads_in_a_window_write_at_most_once,
    a_thousand_parallel_reads_of_two_instances_in_a_window_write_at_most_once,
);

/// A store whose changes are counted: what it says it has written.
struct Counted<S> {
    store: S,
    written: Arc<AtomicU64>,
}

impl<S> Counted<S> {
    fn count(&self, times: u64) {
        self.written.fetch_add(times, SeqCst);
    }
}

impl<S: SessionStore> SessionStore for Counted<S> {
    async fn open(&self) -> Result<(), StoreError> {
        self.store.open().await
    }

    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        let created = self.store.create(record, terms).await?;
        self.count(u64::from(created != Created::Exists));
        Ok(created)
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        self.store.load(key, now).await
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        let updated = self.store.update_if(key, version, data, now).await?;
        self.count(u64::from(updated == Updated::Updated));
        Ok(updated)
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let touched = self.store.touch(key, seen, now).await?;
        self.count(u64::from(touched));
        Ok(touched)
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let rotated = self.store.rotate(key, from, to, now).await?;
        self.count(u64::from(rotated));
        Ok(rotated)
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let deleted = self.store.delete(key, version, now).await?;
        self.count(u64::from(deleted));
        Ok(deleted)
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        self.store.by_user(user, limit, now).await
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let deleted = self.store.delete_by_user(user, except, now).await?;
        self.count(deleted);
        Ok(deleted)
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.store.sweep(now, limit).await
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.store.watch_ended(key).await
    }
}

/// Makes sessions on a counted store.
struct Counting(Arc<AtomicU64>);

impl WithStore for Counting {
    type Output = Sessions<Account>;

    fn with(self, store: impl SessionStore) -> Self::Output {
        Sessions::new(Counted {
            store,
            written: self.0,
        })
    }
}

const MINUTE: Duration = Duration::from_secs(60);

/// An instance whose sessions last a minute without a request, so that a window is six seconds, on a store that counts.
async fn counted(town: &Town, written: &Arc<AtomicU64>) -> Instance {
    let sessions = town.place.with_store(Counting(Arc::clone(written)));
    town.instance_of(sessions.idle(MINUTE).deadline(PATIENCE))
        .await
}

async fn a_thousand_reads_in_a_window_write_at_most_once(place: Place) {
    let town = Town::new(place);
    let written = Arc::new(AtomicU64::new(0));
    let site = counted(&town, &written).await;
    let cookie = site.client.login("ann").await;
    assert_eq!(written.load(SeqCst), 1, "the login");
    for (times, pause) in [(1, 0), (2, 7_000), (3, 7_000)] {
        town.advance(Duration::from_millis(pause));
        for _ in 0..1_000 {
            assert_eq!(site.client.me(&cookie).await, 200);
            town.advance(Duration::from_millis(1));
        }
        assert_eq!(written.load(SeqCst), times);
    }
    assert_eq!(site.client.post("/count", &cookie).await.status, 200);
    assert_eq!(written.load(SeqCst), 4, "what is counted");
}

async fn a_thousand_parallel_reads_of_two_instances_in_a_window_write_at_most_once(place: Place) {
    let town = Town::new(place);
    let written = Arc::new(AtomicU64::new(0));
    let (here, there) = (
        counted(&town, &written).await,
        counted(&town, &written).await,
    );
    let cookie = here.client.login("ann").await;
    let clients = [&here, &there].map(|site| Arc::new(Client::new(site.client.address)));
    for times in 2..=4 {
        town.advance(Duration::from_secs(7));
        let mut readers = JoinSet::new();
        for reader in 0..50 {
            let client = Arc::clone(&clients[reader % 2]);
            let cookie = cookie.clone();
            readers.spawn(async move {
                for _ in 0..20 {
                    assert_eq!(client.me(&cookie).await, 200);
                }
            });
        }
        readers.join_all().await;
        assert_eq!(written.load(SeqCst), times);
    }
}
