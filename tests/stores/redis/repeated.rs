//! Steps that are sent again because the connection broke before they were answered: what is told must be true.

use std::time::{Duration, Instant};

use oxy::session::{Record, RedisStore, SecretHash, SessionStore as _, StoreError, Updated};
use tokio::task::spawn_blocking;

use super::lossy::{Breaks, Lossy};
use super::{add, is_live, now, session, store, user};
use crate::servers::{Cluster, Redis};

/// A server, with a store behind a connection that breaks and one that nothing happens to.
struct Bench {
    _redis: Redis,
    lossy: Lossy,
    store: RedisStore,
    other: RedisStore,
    record: Record,
}

impl Bench {
    async fn new() -> Self {
        let redis = Redis::start();
        let lossy = Lossy::before(redis.port()).await;
        let [from, to] = [redis.port(), lossy.port()].map(|port| format!(":{port}/"));
        let other = store(&redis.url());
        // So that the scripts are known: it is the step itself that meets with the accident.
        other.open().await.unwrap();
        let record = session(&user("ann"), now());
        add(&other, &record).await;
        let store = store(&redis.url().replace(&from, &to));
        assert!(is_live(&store, &record).await);
        Self {
            _redis: redis,
            lossy,
            store,
            other,
            record,
        }
    }

    async fn update_elsewhere(&self) {
        let key = &self.record.key;
        let version = self.other.load(key, now()).await.unwrap();
        let version = version.live().unwrap().version;
        let updated = self.other.update_if(key, version, b"other", now()).await;
        assert_eq!(updated.unwrap(), Updated::Updated);
    }
}

/// Neither "yes" nor "no" would be known to be true.
fn is_open<T: std::fmt::Debug>(answer: Result<T, StoreError>) {
    let text = answer.unwrap_err().to_string();
    assert!(text.contains("may have been done"), "{text}");
}

#[tokio::test]
async fn a_delete_that_was_done_is_not_taken_for_one_that_found_nothing() {
    for version in [None, Some(1)] {
        let bench = Bench::new().await;
        let delete = bench.store.delete(&bench.record.key, version, now());
        is_open(bench.lossy.breaks(Breaks::After, delete, async {}).await);
        assert!(!is_live(&bench.store, &bench.record).await);
    }
}

#[tokio::test]
async fn a_delete_that_never_arrived_is_done() {
    let bench = Bench::new().await;
    let delete = bench.store.delete(&bench.record.key, None, now());
    let deleted = bench.lossy.breaks(Breaks::Before, delete, async {}).await;
    assert!(deleted.unwrap());
}

#[tokio::test]
async fn the_end_of_all_sessions_that_was_done_is_not_counted_as_none() {
    let bench = Bench::new().await;
    let ann = user("ann");
    let ending = bench.store.delete_by_user(&ann, None, now());
    is_open(bench.lossy.breaks(Breaks::After, ending, async {}).await);
    assert!(!is_live(&bench.store, &bench.record).await);
    add(&bench.other, &session(&ann, now())).await;
    let ending = bench.store.delete_by_user(&ann, None, now());
    let ended = bench.lossy.breaks(Breaks::Before, ending, async {}).await;
    assert_eq!(ended.unwrap(), 1);
}

#[tokio::test]
async fn an_update_is_done_once_whoever_updates_next() {
    let bench = Bench::new().await;
    let key = bench.record.key;
    let update = bench.store.update_if(&key, 1, b"new", now());
    let updated = bench.lossy.breaks(Breaks::After, update, async {}).await;
    assert_eq!(updated.unwrap(), Updated::Updated);

    // A conflict would be answered with the same change again.
    let update = bench.store.update_if(&key, 2, b"newer", now());
    let others = bench.update_elsewhere();
    is_open(bench.lossy.breaks(Breaks::After, update, others).await);
    let loaded = bench.store.load(&key, now()).await.unwrap();
    assert_eq!(loaded.live().unwrap().version, 4);

    let update = bench.store.update_if(&key, 4, b"newest", now());
    let others = async { assert!(bench.other.delete(&key, None, now()).await.unwrap()) };
    let updated = bench.lossy.breaks(Breaks::After, update, others).await;
    assert_eq!(updated.unwrap(), Updated::Gone);
}

#[tokio::test]
async fn a_new_secret_is_not_lost_without_a_word_whoever_updates_next() {
    let bench = Bench::new().await;
    let (key, old) = (bench.record.key, bench.record.secret);
    let [new, newer] = [8, 9].map(|byte| SecretHash::new([byte; 32]));
    let rotate = bench.store.rotate(&key, &old, &new, now());
    let rotated = bench.lossy.breaks(Breaks::After, rotate, async {}).await;
    assert!(rotated.unwrap());
    let rotate = bench.store.rotate(&key, &new, &newer, now());
    let others = bench.update_elsewhere();
    is_open(bench.lossy.breaks(Breaks::After, rotate, others).await);
    let loaded = bench.store.load(&key, now()).await.unwrap();
    assert!(loaded.live().unwrap().secret == newer);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delete_in_a_cluster_is_not_taken_for_one_that_found_nothing() {
    let cluster = spawn_blocking(Cluster::start).await.unwrap();
    let (ann, other) = (user("ann"), store(&cluster.url()));
    other.open().await.unwrap();
    let node = cluster.master_of(cluster.slot_of(&format!("{{{:016x}}}", ann.tag())));
    let lossy = Lossy::before(cluster.nodes()[node].port()).await;
    let port = lossy.port().to_string();
    cluster.nodes()[node].cli(&["CONFIG", "SET", "cluster-announce-port", &port]);
    let begin = Instant::now();
    for node in cluster.nodes() {
        while !node.cli(&["CLUSTER", "SLOTS"]).contains(&port) {
            assert!(begin.elapsed() < Duration::from_secs(30), "not announced");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let (store, now) = (store(&cluster.url()), now());
    let records = [(); 2].map(|()| session(&ann, now));
    for record in &records {
        add(&store, record).await;
    }
    let delete = store.delete(&records[0].key, None, now);
    is_open(lossy.breaks(Breaks::After, delete, async {}).await);
    assert!(!is_live(&store, &records[0]).await);
    let delete = store.delete(&records[1].key, None, now);
    let deleted = lossy.breaks(Breaks::Before, delete, async {}).await;
    assert!(deleted.unwrap());
}
