//! A slot of which some keys have moved to another server, and others not.

use std::time::{Duration, Instant};

use oxy::session::{Record, SessionKey, SessionStore as _, Terms, Timestamp, Updated};
use tokio::task::spawn_blocking;

use super::{add, anonymous, at, is_live, now, session, store, user};
use crate::servers::{Cluster, PASSWORD, Redis};

/// A slot on its way.
struct Move<'c> {
    source: &'c Redis,
    target: &'c Redis,
    slot: String,
}

impl<'c> Move<'c> {
    fn begin(cluster: &'c Cluster, key: &str) -> Self {
        let slot = cluster.slot_of(key);
        let from = cluster.master_of(slot);
        let to = cluster.master_of((slot + 8_192) % 16_384);
        let [source, target] = [from, to].map(|node| &cluster.nodes()[node]);
        let [source_id, target_id] = [source, target].map(|node| node.cli(&["CLUSTER", "MYID"]));
        let slot = slot.to_string();
        target.cli(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &source_id]);
        source.cli(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &target_id]);
        Self {
            source,
            target,
            slot,
        }
    }

    fn migrate(&self, key: &str) {
        let port = self.target.port().to_string();
        let migrate = ["MIGRATE", "127.0.0.1", &port, key, "0", "5000"];
        let answer = self
            .source
            .cli(&[&migrate[..], &["AUTH", PASSWORD]].concat());
        assert_eq!(answer, "OK");
    }

    fn end(self) {
        let id = self.target.cli(&["CLUSTER", "MYID"]);
        for node in [self.target, self.source] {
            node.cli(&["CLUSTER", "SETSLOT", &self.slot, "NODE", &id]);
        }
    }
}

fn index_of(key: &SessionKey) -> String {
    format!("oxy:{{{:016x}}}", key.tag())
}

fn row_of(key: &SessionKey) -> String {
    format!("{}:{:016x}", index_of(key), key.number())
}

/// They have no list, so that nothing of them is on the way but themselves.
#[tokio::test(flavor = "multi_thread")]
async fn sessions_without_a_user_do_not_wait_for_the_end_of_a_move() {
    let cluster = spawn_blocking(Cluster::start).await.unwrap();
    let (store, now) = (store(&cluster.url()), now());
    let record = anonymous(now);
    let second = Record {
        key: SessionKey::new(record.key.tag(), record.key.number() ^ 1),
        ..anonymous(now)
    };
    for record in [&record, &second] {
        add(&store, record).await;
    }
    let moving = Move::begin(&cluster, &index_of(&record.key));
    let later = now.after(Duration::from_secs(1));
    for record in [&record, &second] {
        let begin = Instant::now();
        let updated = store.update_if(&record.key, 1, b"new", now).await;
        assert_eq!(updated.unwrap(), Updated::Updated);
        assert!(store.touch(&record.key, now, later).await.unwrap());
        moving.migrate(&row_of(&record.key));
        let updated = store.update_if(&record.key, 2, b"newer", later).await;
        assert_eq!(updated.unwrap(), Updated::Updated);
        let last = later.after(Duration::from_secs(1));
        assert!(store.touch(&record.key, later, last).await.unwrap());
        // By a clock that is far behind, what was seen then must be told to live on.
        let behind = Timestamp(now.0 - 60_000);
        assert!(
            store
                .load(&record.key, behind)
                .await
                .unwrap()
                .live()
                .is_some()
        );
        assert!(store.delete(&record.key, None, last).await.unwrap());
        assert!(!store.delete(&record.key, None, last).await.unwrap());
        assert!(begin.elapsed() < Duration::from_secs(1));
    }
    moving.end();
}

/// A row is never changed, nor deleted, without the list that has moved on, or stayed.
#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_a_user_wait_for_their_list() {
    let cluster = spawn_blocking(Cluster::start).await.unwrap();
    let (store, ann, now) = (store(&cluster.url()), user("ann"), now());
    let records = [(); 2].map(|()| session(&ann, now));
    for record in &records {
        add(&store, record).await;
    }
    let index = index_of(&records[0].key);
    let moving = Move::begin(&cluster, &index);
    // One row is ahead of the list, the other one behind it.
    moving.migrate(&row_of(&records[0].key));
    let updated = store.update_if(&records[0].key, 1, b"new", now).await;
    assert!(updated.unwrap_err().to_string().contains("on its way"));
    moving.migrate(&index);
    let updated = store.update_if(&records[0].key, 1, b"new", now).await;
    assert_eq!(updated.unwrap(), Updated::Updated);
    let updated = store.update_if(&records[1].key, 1, b"new", now).await;
    assert!(updated.unwrap_err().to_string().contains("on its way"));
    assert!(is_live(&store, &records[1]).await);
    moving.migrate(&row_of(&records[1].key));
    assert!(store.delete(&records[1].key, None, now).await.unwrap());
    moving.end();
    assert_eq!(store.by_user(&ann, 10, now).await.unwrap().len(), 1);
}

/// Nothing that lives is lost from a list.
#[tokio::test(flavor = "multi_thread")]
async fn a_slot_that_is_half_moved_loses_no_session_from_the_list() {
    let cluster = spawn_blocking(Cluster::start).await.unwrap();
    let (store, ann, now) = (store(&cluster.url()), user("ann"), now());
    let records: Vec<_> = (0..4).map(|_| session(&ann, now)).collect();
    for record in &records {
        add(&store, record).await;
    }
    let index = index_of(&records[0].key);
    let moving = Move::begin(&cluster, &index);
    // The list first: the other server has it now, and none of the sessions.
    moving.migrate(&index);
    for record in &records {
        assert!(is_live(&store, record).await);
    }
    store.by_user(&ann, 10, now).await.unwrap_err();
    let cap = Terms {
        cap: Some(1),
        ..at(now)
    };
    let refused = session(&ann, now);
    let creating = tokio::time::timeout(Duration::from_secs(1), store.create(&refused, &cap));
    assert!(!matches!(creating.await, Ok(Ok(_))));
    let ending = tokio::time::timeout(
        Duration::from_secs(1),
        store.delete_by_user(&ann, None, now),
    );
    assert!(ending.await.is_err());
    for record in &records {
        moving.migrate(&row_of(&record.key));
        assert!(is_live(&store, record).await);
    }
    moving.end();
    let listed = store.by_user(&ann, 10, now).await.unwrap();
    assert_eq!(listed.len(), 4);
    assert_eq!(store.delete_by_user(&ann, None, now).await.unwrap(), 4);
}
