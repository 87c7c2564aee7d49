use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Barrier};
use std::thread;

use super::*;
use crate::session::store::Updated;

/// Runs a step in 64 threads at once, each with its number.
fn at_once(store: &Arc<MemoryStore>, step: impl AsyncFn(Arc<MemoryStore>, u64) + Sync) {
    let start = Barrier::new(64);
    thread::scope(|scope| {
        for number in 0..64 {
            let (store, step, start) = (store.clone(), &step, &start);
            scope.spawn(move || {
                start.wait();
                block_on(step(store, number));
            });
        }
    });
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.build().unwrap().block_on(future)
}

#[test]
fn updates_on_one_session_are_counted() {
    let store = Arc::new(MemoryStore::new());
    let record = of("ann", 1);
    let updates = AtomicU64::new(0);
    at_once(&store, async |store, number| {
        let created = store.create(&record, &terms(0)).await.unwrap();
        if created == NEW {
            updates.fetch_add(1000, Relaxed);
        }
        for _ in 0..50 {
            let found = store.load(&record.key, NOW).await.unwrap().live().unwrap();
            let data = number
                .to_string()
                .repeat(usize::try_from(found.version).unwrap());
            let updated = store.update_if(&record.key, found.version, data.as_bytes(), NOW);
            if updated.await.unwrap() == Updated::Updated {
                updates.fetch_add(1, Relaxed);
            }
        }
    });
    let found = store.load(&record.key, NOW);
    let found = block_on(found).unwrap().live().unwrap();
    assert_eq!(found.version + 999, updates.load(Relaxed));
}

/// Each rotation that was done began from the secret that the one before it left.
#[test]
fn rotations_of_one_session_are_a_chain() {
    let store = Arc::new(MemoryStore::new());
    let record = of("ann", 1);
    block_on(add(&store, &record));
    let rotations = AtomicU64::new(0);
    at_once(&store, async |store, number| {
        let own = |round: u64| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&(number * 1000 + round + 1).to_be_bytes());
            SecretHash::new(hash)
        };
        for round in 0..50 {
            let found = store.load(&record.key, NOW).await.unwrap().live().unwrap();
            let (from, to) = (found.secret, own(round));
            if store.rotate(&record.key, &from, &to, NOW).await.unwrap() {
                rotations.fetch_add(1, Relaxed);
                // Nobody else can go on from there, again.
                assert!(!store.rotate(&record.key, &from, &to, NOW).await.unwrap());
            }
        }
    });
    let found = store.load(&record.key, NOW);
    let found = block_on(found).unwrap().live().unwrap();
    assert_ne!(found.secret, record.secret);
    assert!(rotations.load(Relaxed) >= 50);
    let expected = Record {
        secret: found.secret,
        ..record
    };
    assert_eq!(found, expected);
}

#[test]
fn one_shard_bears_64_threads() {
    let store = Arc::new(MemoryStore::with_capacity(1000));
    let ann = user_tag("ann");
    at_once(&store, async |store, thread| {
        for number in (thread * 1000..).take(100) {
            add(&store, &of("ann", number)).await;
            add(&store, &anonymous(number)).await;
            let (key, old, new) = (of("ann", number).key, secret(0), secret(1));
            store.rotate(&key, &old, &new, NOW).await.unwrap();
            if number % 3 == 0 {
                store.delete(&key, None, NOW).await.unwrap();
            }
            if number % 50 == 49 {
                store.by_user(&user_tag("ann"), 1000, NOW).await.unwrap();
                store.sweep(NOW, 10).await.unwrap();
            }
            assert!(store.len() <= 1000 + 64);
        }
    });
    assert!(store.len() <= 1000);
    let users = block_on(store.by_user(&ann, 2000, NOW)).unwrap().len();
    let deleted = block_on(store.delete_by_user(&ann, None, NOW)).unwrap();
    assert_eq!(users as u64, deleted);
    let left = store.len();
    assert_eq!(block_on(store.sweep(at(5000), 2000)).unwrap(), left);
    assert!(store.is_empty());
}

/// As many evictions as there were too many, from whatever shard.
#[test]
fn no_two_threads_evict_for_one_session() {
    let store = Arc::new(MemoryStore::with_capacity(8192));
    assert_eq!(store.shards.len(), 2);
    at_once(&store, async |store, thread| {
        for number in (thread * 1000..).take(200) {
            add(&store, &anonymous(number)).await;
        }
    });
    assert_eq!(store.len(), 8192);
    assert_eq!(store.evicted(), 64 * 200 - 8192);
}
