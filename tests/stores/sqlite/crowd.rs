//! A user who has a great number of sessions.

use std::time::Instant;

use oxy::session::Loaded;

use super::*;

const MANY: u64 = 100_000;
/// A step that looks at them once takes much less; one that did so for each of them would take an hour.
const BOUND: Duration = Duration::from_secs(30);

/// Lets a user have many sessions, each begun a millisecond after the one before, and another user one.
async fn crowd(folder: &Folder) -> (SqliteStore, UserTag, Record) {
    let store = SqliteStore::new(folder.file());
    store.open().await.unwrap();
    let (ann, bob) = (
        UserTag::new("session_id", "ann"),
        UserTag::new("session_id", "bob"),
    );
    let bobs = session(&bob, 1);
    store.create(&bobs, &terms(None)).await.unwrap();
    let (tag, Timestamp(now)) = (ann.tag().cast_signed(), NOW);
    let sql = format!(
        "WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < {MANY}) \
         INSERT INTO oxy_sessions SELECT {tag}, i, zeroblob(32), 'ann', 'Firefox', {now} + i, {now} + i, \
           3600000, {now} + 86400000, {now} + 3600000, 1, zeroblob(100) FROM many"
    );
    folder.execute(sql).await;
    (store, ann, bobs)
}

/// What is left is what should be.
async fn expect(store: &SqliteStore, user: &UserTag, numbers: &[u64], bobs: &Record) {
    let list = store.by_user(user, 200, NOW).await.unwrap();
    let list: Vec<_> = list.iter().map(|listed| listed.key.number()).collect();
    assert_eq!(list, numbers);
    let bobs = store.load(&bobs.key, NOW).await.unwrap();
    assert!(matches!(bobs, Loaded::Live(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_of_a_hundred_thousand_sessions_are_listed_soon() {
    let folder = Folder::new();
    let (store, ann, bobs) = crowd(&folder).await;
    let begin = Instant::now();
    let list = store.by_user(&ann, 100, NOW).await.unwrap();
    let took = begin.elapsed();
    println!("{took:?}");
    assert!(took < BOUND / 10, "{took:?}");
    let list: Vec<_> = list.iter().map(|listed| listed.key.number()).collect();
    assert!(list.into_iter().eq(MANY - 99..=MANY));
    let key = SessionKey::new(ann.tag(), MANY / 2);
    assert!(store.load(&key, NOW).await.unwrap().live().is_some());
    let bobs = store.load(&bobs.key, NOW).await.unwrap();
    assert!(bobs.live().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_sessions_are_ended_but_one() {
    let folder = Folder::new();
    let (store, ann, bobs) = crowd(&folder).await;
    let kept = SessionKey::new(ann.tag(), MANY / 2);
    let begin = Instant::now();
    let ended = store.delete_by_user(&ann, Some(&kept), NOW).await.unwrap();
    let took = begin.elapsed();
    println!("{took:?}");
    assert!(took < BOUND, "{took:?}");
    assert_eq!(ended, MANY - 1);
    expect(&store, &ann, &[MANY / 2], &bobs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cap_that_comes_late_ends_all_but_the_last_of_a_hundred_thousand() {
    let folder = Folder::new();
    let (store, ann, bobs) = crowd(&folder).await;
    let new = session(&ann, MANY + 1);
    let begin = Instant::now();
    let created = store.create(&new, &terms(Some(3))).await.unwrap();
    let took = begin.elapsed();
    println!("{took:?}");
    assert!(took < BOUND, "{took:?}");
    let capped = MANY - 2;
    let expected = Created::Created {
        replaced: false,
        capped,
    };
    assert_eq!(created, expected);
    // The new one has begun before the others.
    expect(&store, &ann, &[MANY + 1, MANY - 1, MANY], &bobs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_ended_sessions_of_a_user_are_swept() {
    let folder = Folder::new();
    let (store, ann, bobs) = crowd(&folder).await;
    let live = session(&ann, MANY + 1);
    store.create(&live, &terms(None)).await.unwrap();
    folder
        .execute(format!("UPDATE oxy_sessions SET ends = 1, absolute_end = 1 WHERE user_name = 'ann' AND number <= {MANY}"))
        .await;
    let (mut removed, begin) = (0, Instant::now());
    loop {
        let step = store.sweep(NOW, 700).await.unwrap();
        removed += step;
        if step < 700 {
            break;
        }
    }
    let took = begin.elapsed();
    println!("{took:?}");
    assert!(took < BOUND, "{took:?}");
    assert_eq!(removed as u64, MANY);
    expect(&store, &ann, &[MANY + 1], &bobs).await;
}
