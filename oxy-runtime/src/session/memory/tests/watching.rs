use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::*;

/// Whether a session that is watched is said to have ended after `step`, and not before.
async fn wakes<F: Future>(store: Arc<MemoryStore>, key: SessionKey, step: F) -> bool {
    let mut watch = pin!(store.watch_ended(&key));
    let mut context = Context::from_waker(Waker::noop());
    assert!(watch.as_mut().poll(&mut context).is_pending());
    step.await;
    matches!(watch.as_mut().poll(&mut context), Poll::Ready(Ok(())))
}

async fn store_of(records: &[Record]) -> Arc<MemoryStore> {
    let store = Arc::new(MemoryStore::with_capacity(records.len()));
    for record in records {
        add(&store, record).await;
    }
    store
}

fn watched(store: &MemoryStore, key: &SessionKey) -> usize {
    store.on(key.tag(), |table| table.watchers.len())
}

#[tokio::test]
async fn every_end_wakes() {
    let (one, two, new) = (of("ann", 1), of("ann", 2), of("ann", 3));
    let ann = user_tag("ann");
    let pair = [one.clone(), two.clone()];
    let key = one.key;

    let store = store_of(&pair).await;
    assert!(wakes(store.clone(), key, store.delete(&key, None, NOW)).await);
    let store = store_of(&pair).await;
    assert!(wakes(store.clone(), key, store.delete_by_user(&ann, None, NOW)).await);
    let store = store_of(&pair).await;
    assert!(wakes(store.clone(), key, store.create(&new, &terms(0))).await);
    assert_eq!(store.evicted(), 1);
    let store = store_of(&pair).await;
    let replaces = Terms {
        replaces: Some(key),
        ..terms(0)
    };
    assert!(wakes(store.clone(), key, store.create(&new, &replaces)).await);
    let store = store_of(&pair).await;
    let cap = Terms {
        cap: Some(1),
        ..terms(0)
    };
    assert!(wakes(store.clone(), key, store.create(&new, &cap)).await);
    assert_eq!(store.evicted(), 0);
    let store = store_of(&pair).await;
    assert!(wakes(store.clone(), key, store.sweep(at(5000), 9)).await);
    assert_eq!(watched(&store, &key), 0);
}

#[tokio::test]
async fn nothing_else_wakes() {
    let (one, two) = (of("ann", 1), of("ann", 2));
    let key = one.key;
    let store = store_of(&[one, two.clone()]).await;
    assert!(!wakes(store.clone(), key, store.touch(&key, NOW, at(1))).await);
    assert!(!wakes(store.clone(), key, store.update_if(&key, 1, b"", NOW)).await);
    let (old, new) = (secret(0), secret(1));
    assert!(!wakes(store.clone(), key, store.rotate(&key, &old, &new, NOW)).await);
    assert!(!wakes(store.clone(), key, store.rotate(&key, &old, &new, NOW)).await);
    assert!(!wakes(store.clone(), key, store.delete(&two.key, None, NOW)).await);
    assert!(!wakes(store.clone(), key, store.delete(&key, Some(9), NOW)).await);
    assert!(!wakes(store.clone(), key, store.sweep(at(1), 9)).await);
}

#[tokio::test]
async fn there_is_nothing_to_wait_for_without_a_session() {
    let store = MemoryStore::new();
    let key = anonymous(1).key;
    store.watch_ended(&key).await.unwrap();
    assert_eq!(watched(&store, &key), 0);
}

#[tokio::test]
async fn a_watcher_that_is_dropped_leaves_nothing() {
    let record = anonymous(1);
    let store = store_of(std::slice::from_ref(&record)).await;
    let key = record.key;
    let mut context = Context::from_waker(Waker::noop());
    {
        let (mut first, mut second) = (
            Box::pin(store.watch_ended(&key)),
            Box::pin(store.watch_ended(&key)),
        );
        assert!(first.as_mut().poll(&mut context).is_pending());
        assert!(second.as_mut().poll(&mut context).is_pending());
        drop(first);
        assert_eq!(watched(&store, &key), 1);
    }
    assert_eq!(watched(&store, &key), 0);
}

/// The first watcher goes only after another session has come under the key, which is watched as well.
#[tokio::test]
async fn a_late_watcher_does_not_clean_up_after_another_session() {
    let record = anonymous(1);
    let store = store_of(std::slice::from_ref(&record)).await;
    let key = record.key;
    let mut context = Context::from_waker(Waker::noop());
    let mut early = Box::pin(store.watch_ended(&key));
    assert!(early.as_mut().poll(&mut context).is_pending());
    store.delete(&key, None, NOW).await.unwrap();
    add(&store, &record).await;
    let mut later = pin!(store.watch_ended(&key));
    assert!(later.as_mut().poll(&mut context).is_pending());
    drop(early);
    assert!(later.as_mut().poll(&mut context).is_pending());
    store.delete(&key, None, NOW).await.unwrap();
    assert!(later.as_mut().poll(&mut context).is_ready());
}
