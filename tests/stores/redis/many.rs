//! A user with more sessions than one script takes.

use std::collections::HashSet;

use oxy::session::{Created, Record, RedisStore, SessionStore as _, Terms, Timestamp, UserTag};
use tokio::task::JoinSet;

use super::{add, at, is_live, now, session, store, user};
use crate::servers::{Kind, Place};

/// More than four pages.
const MANY: u64 = 2_345;

/// Each began a millisecond after the one before, the last now.
async fn add_many(store: &RedisStore, user: &UserTag, now: Timestamp) -> Vec<Record> {
    let begun = |age| Record {
        created: Timestamp(now.0 - age),
        ..session(user, now)
    };
    let records: Vec<_> = (0..MANY).rev().map(begun).collect();
    let mut adding = JoinSet::new();
    for chunk in records.chunks(100) {
        let (store, chunk) = (store.clone(), chunk.to_vec());
        adding.spawn(async move {
            for record in chunk {
                add(&store, &record).await;
            }
        });
    }
    adding.join_all().await;
    records
}

async fn lists_all(kind: Kind) {
    let place = Place::of(kind);
    let (store, ann, now) = (store(place.url()), user("ann"), now());
    let records = add_many(&store, &ann, now).await;
    for limit in [1, 100, 500, 501, 2_000, MANY as usize, usize::MAX] {
        let listed = store.by_user(&ann, limit, now).await.unwrap();
        let got: Vec<_> = listed.iter().map(|line| line.key).collect();
        let skipped = records.len().saturating_sub(limit);
        let want: Vec<_> = records[skipped..].iter().map(|it| it.key).collect();
        assert_eq!(got, want, "{limit}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_are_listed_by_one_server() {
    lists_all(Kind::Redis).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_are_listed_by_a_cluster() {
    lists_all(Kind::Cluster).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_are_ended_but_one() {
    let place = Place::of(Kind::Redis);
    let (store, ann, now) = (store(place.url()), user("ann"), now());
    let records = add_many(&store, &ann, now).await;
    let spared = &records[700];
    let deleted = store.delete_by_user(&ann, Some(&spared.key), now).await;
    assert_eq!(deleted.unwrap(), MANY - 1);
    let left = store.by_user(&ann, usize::MAX, now).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].key, spared.key);
    for record in &records {
        assert_eq!(is_live(&store, record).await, record.key == spared.key);
    }
}

/// A cap that is set later ends all that are too many, the oldest, whatever it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_cap_ends_all_that_are_too_many() {
    for cap in [1, 3, 499, 500, 501, 1_234, 2_345, 2_346] {
        let place = Place::of(Kind::Redis);
        let (store, ann, now) = (store(place.url()), user("ann"), now());
        let records = add_many(&store, &ann, now).await;
        let new = session(&ann, now.after(std::time::Duration::from_millis(1)));
        let terms = Terms {
            cap: Some(cap),
            ..at(new.created)
        };
        let created = store.create(&new, &terms).await.unwrap();
        let capped = (MANY + 1).saturating_sub(u64::from(cap));
        let expected = Created::Created {
            replaced: false,
            capped,
        };
        assert_eq!(created, expected, "{cap}");
        let left = store.by_user(&ann, usize::MAX, now).await.unwrap();
        let got: HashSet<_> = left.iter().map(|line| line.key).collect();
        let kept = records[capped as usize..].iter().chain([&new]);
        let kept: HashSet<_> = kept.map(|record| record.key).collect();
        assert_eq!(got, kept, "{cap}");
    }
}

/// Two names of one tag: the pages are full of the other's sessions.
#[tokio::test(flavor = "multi_thread")]
async fn another_user_of_the_tag_is_passed_over() {
    let place = Place::of(Kind::Redis);
    let (store, now) = (store(place.url()), now());
    let [ann, bob] = ["q4np5wxttawej", "sfoefzsc3qcup"].map(user);
    assert_eq!(ann.tag(), bob.tag());
    let hers: Vec<_> = (0..3)
        .map(|age| Record {
            created: Timestamp(now.0 - 10_000 - age),
            ..session(&ann, now)
        })
        .collect();
    for record in &hers {
        add(&store, record).await;
    }
    let his = add_many(&store, &bob, now).await;
    let listed = store.by_user(&ann, 10, now).await.unwrap();
    assert_eq!(listed.len(), 3);
    let new = session(&ann, now);
    let terms = Terms {
        cap: Some(2),
        ..at(now)
    };
    let created = store.create(&new, &terms).await.unwrap();
    let expected = Created::Created {
        replaced: false,
        capped: 2,
    };
    assert_eq!(created, expected);
    assert!(is_live(&store, &hers[0]).await);
    let deleted = store.delete_by_user(&ann, None, now).await.unwrap();
    assert_eq!(deleted, 2);
    let listed = store.by_user(&bob, usize::MAX, now).await.unwrap();
    assert_eq!(listed.len(), his.len());
}
