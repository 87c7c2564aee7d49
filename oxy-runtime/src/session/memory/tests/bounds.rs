use std::sync::atomic::Ordering::Relaxed;

use super::*;

#[tokio::test]
async fn the_least_recently_used_without_a_user_go_first() {
    let store = MemoryStore::with_capacity(6);
    let users: Vec<_> = (0..2).map(|number| of("ann", number)).collect();
    let guests: Vec<_> = (2..6).map(anonymous).collect();
    for record in users.iter().chain(&guests) {
        add(&store, record).await;
    }
    // Created in the order 2, 3, 4, 5; used in the order 5, 2, 4, 3.
    store.load(&guests[0].key, NOW).await.unwrap();
    let key = &guests[2].key;
    store.update_if(key, 1, b"larger", NOW).await.unwrap();
    assert!(store.touch(&guests[1].key, NOW, NOW).await.unwrap());
    let mut order = Vec::new();
    for number in 10..15 {
        // A user's, so that the new one is no candidate.
        let before = there(&store, &guests).await;
        add(&store, &of("bob", number)).await;
        let after = there(&store, &guests).await;
        order.extend(before.into_iter().filter(|number| !after.contains(number)));
        assert_eq!(store.len(), 6);
    }
    assert_eq!(order, [5, 2, 4, 3]);
    assert_eq!(store.evicted(), 5);
    assert!(!exists(&store, &users[0]).await);
    assert!(exists(&store, &users[1]).await);
}

/// Whether it is there, seen without using it: a touch from another time changes nothing, a second creation neither.
async fn exists(store: &MemoryStore, record: &Record) -> bool {
    let user = user_tag(record.user.as_deref().unwrap_or_default());
    let listed = store.by_user(&user, 1000, NOW).await.unwrap();
    listed.iter().any(|session| session.key == record.key)
}

async fn there(store: &MemoryStore, records: &[Record]) -> Vec<u64> {
    let rows =
        |record: &&Record| store.on(record.key.tag(), |table| table.find(&record.key).is_some());
    let found = records.iter().filter(rows);
    found.map(|record| record.key.tag()).collect()
}

#[tokio::test]
async fn a_rotation_is_a_use() {
    let store = MemoryStore::with_capacity(2);
    let (first, second) = (of("ann", 1), of("ann", 2));
    add(&store, &first).await;
    add(&store, &second).await;
    let (old, new) = (secret(0), secret(1));
    assert!(store.rotate(&first.key, &old, &new, NOW).await.unwrap());
    add(&store, &of("ann", 3)).await;
    assert!(is_there(&store, &first).await);
    assert!(!is_there(&store, &second).await);
}

#[tokio::test]
async fn the_new_session_stays_even_as_the_only_one_without_a_user() {
    let store = MemoryStore::with_capacity(0);
    add(&store, &of("ann", 1)).await;
    add(&store, &anonymous(2)).await;
    assert!(is_there(&store, &anonymous(2)).await);
    assert_eq!((store.len(), store.evicted()), (1, 1));
}

#[tokio::test]
async fn what_has_ended_goes_before_what_lives() {
    let store = MemoryStore::with_capacity(4);
    add(&store, &anonymous(1)).await;
    add(&store, &of("ann", 2)).await;
    let ended = Record {
        absolute_end: NOW,
        ..of("ann", 3)
    };
    add(&store, &ended).await;
    add(&store, &anonymous(4)).await;
    add(&store, &anonymous(5)).await;
    assert_eq!((store.len(), store.evicted()), (4, 0));
    add(&store, &anonymous(6)).await;
    assert_eq!((store.len(), store.evicted()), (4, 1));
    assert!(!is_there(&store, &anonymous(1)).await);
}

#[tokio::test]
async fn a_replaced_session_makes_the_room() {
    let store = MemoryStore::with_capacity(2);
    add(&store, &anonymous(1)).await;
    add(&store, &of("ann", 2)).await;
    let replaces = Terms {
        replaces: Some(of("ann", 2).key),
        ..terms(0)
    };
    store.create(&of("ann", 3), &replaces).await.unwrap();
    assert_eq!((store.len(), store.evicted()), (2, 0));
}

#[tokio::test]
async fn many_shards_hold_exactly_the_capacity() {
    let store = MemoryStore::with_capacity(20_000);
    assert_eq!(store.shards.len(), 4);
    for number in 0..15_000 {
        add(&store, &anonymous(number)).await;
    }
    // All in one shard, which must not keep more than its share.
    for number in 15_000..35_000 {
        add(&store, &of("ann", number)).await;
        assert!(store.len() <= 20_000);
    }
    assert_eq!((store.len(), store.evicted()), (20_000, 15_000));
    for number in 40_000..60_000 {
        add(&store, &anonymous(number)).await;
    }
    let fullest = store.shards.iter().map(|shard| shard.rows.load(Relaxed));
    assert!(fullest.max() <= Some(5_000 + 1), "each has its share");
    assert_eq!(store.len(), 20_000);
}

#[tokio::test]
async fn a_sweep_removes_what_has_ended_and_no_more_than_asked_for() {
    let store = MemoryStore::with_capacity(20_000);
    for number in 0..9_000 {
        let absolute_end = if number % 3 == 0 { at(10) } else { at(20) };
        let record = Record {
            absolute_end,
            ..anonymous(number)
        };
        add(&store, &record).await;
    }
    assert_eq!(store.sweep(at(9), 9_000).await.unwrap(), 0);
    assert_eq!(store.sweep(at(10), 0).await.unwrap(), 0);
    assert_eq!(store.sweep(at(10), 1).await.unwrap(), 1);
    assert_eq!(store.sweep(at(10), 1_999).await.unwrap(), 1_999);
    assert_eq!(store.sweep(at(10), 2_000).await.unwrap(), 1_000);
    assert_eq!(store.sweep(at(10), 2_000).await.unwrap(), 0);
    assert_eq!(store.sweep(at(20), 6_000).await.unwrap(), 6_000);
    assert!(store.is_empty());
    assert_eq!(store.evicted(), 0);
}

/// Sweeping lets others run at least as often as there are steps.
#[tokio::test]
async fn a_sweep_yields() {
    let store = MemoryStore::with_capacity(40_000);
    for number in 0..20_000 {
        add(&store, &of("ann", number)).await;
    }
    let mut polls = 0;
    let mut sweep = std::pin::pin!(store.sweep(at(5000), usize::MAX));
    let swept = std::future::poll_fn(|context| {
        polls += 1;
        sweep.as_mut().poll(context)
    });
    assert_eq!(swept.await.unwrap(), 20_000);
    assert!(polls >= 20, "{polls}");
}

/// Half-way down, a second sweep and deletions move rows about.
#[tokio::test]
async fn sweeps_and_deletions_at_once_miss_nothing() {
    let store = MemoryStore::with_capacity(40_000);
    for number in 0..10_000 {
        add(&store, &of("ann", number)).await;
    }
    let delete = async {
        for number in (0..10_000).step_by(7) {
            let key = of("ann", number).key;
            store.delete(&key, None, NOW).await.unwrap();
            if number % 70 == 0 {
                tokio::task::yield_now().await;
            }
        }
    };
    let sweep = || store.sweep(at(5000), usize::MAX);
    let (_, first, second) = tokio::join!(delete, sweep(), sweep());
    assert!(first.unwrap() + second.unwrap() <= 10_000);
    assert!(store.is_empty());
}
