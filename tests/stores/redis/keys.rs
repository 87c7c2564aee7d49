//! What lies in Redis, and for how long.

use std::time::Duration;

use oxy::session::{Record, SessionStore as _, Terms};
use oxy::testing::check_store;

use super::{add, anonymous, at, is_live, now, session, store, user};
use crate::servers::{Cluster, Kind, Place, Redis, shared_redis};

fn keys(redis: &Redis, database: &str) -> Vec<String> {
    let keys = redis.cli(&["-n", database, "KEYS", "*"]);
    keys.lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The keys and their milliseconds.
fn lives(redis: &Redis, database: &str) -> Vec<(String, i64)> {
    let every = "local lives = {} for _, key in ipairs(redis.call('KEYS', '*')) do \
                 table.insert(lives, key .. ' ' .. redis.call('PTTL', key)) end return lives";
    let lives = redis.cli(&["-n", database, "EVAL", every, "0"]);
    let life = |line: &str| {
        let (key, millis) = line.rsplit_once(' ').unwrap();
        (key.to_owned(), millis.parse().unwrap())
    };
    lives
        .lines()
        .filter(|line| !line.is_empty())
        .map(life)
        .collect()
}

/// The number of the database in an address of a place.
fn database(place: &Place) -> String {
    place.url().rsplit_once('/').unwrap().1.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_key_has_an_end() {
    let place = Place::of(Kind::Redis);
    check_store(store(place.url())).await.unwrap();
    let lives = lives(shared_redis(), &database(&place));
    assert!(lives.len() > 100, "{} keys", lives.len());
    for (key, millis) in lives {
        assert!(millis > 0, "{key}: {millis}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_key_of_a_cluster_has_an_end() {
    let cluster = Cluster::start();
    check_store(store(&cluster.url())).await.unwrap();
    let mut count = 0;
    for node in cluster.nodes() {
        if node.cli(&["ROLE"]).starts_with("master") {
            for (key, millis) in lives(node, "0") {
                assert!(millis > 0, "{key}: {millis}");
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count} keys");
}

#[tokio::test]
async fn what_has_ended_leaves_nothing() {
    let place = Place::of(Kind::Redis);
    let (store, ann, now) = (store(place.url()), user("ann"), now());
    let short = Record {
        idle: Duration::from_millis(100),
        ..session(&ann, now)
    };
    add(&store, &short).await;
    let second = session(&ann, now);
    add(&store, &second).await;
    store.delete(&second.key, None, now).await.unwrap();
    store.delete_by_user(&user("bob"), None, now).await.unwrap();
    // The list lives as long as the longest of its sessions would have.
    let third = anonymous(now);
    add(&store, &third).await;
    store.delete(&third.key, None, now).await.unwrap();
    let deadline = std::time::Instant::now() + Duration::from_secs(5);
    while keys(shared_redis(), &database(&place)).len() > 1 {
        assert!(std::time::Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // The next step on the list finds the member of what has expired.
    store.delete_by_user(&ann, None, now).await.unwrap();
    let left = keys(shared_redis(), &database(&place));
    assert!(left.is_empty(), "{left:?}");
}

/// Logins alone keep the list short, wherever in it the expired ones are.
#[tokio::test]
async fn a_list_of_expired_sessions_is_cleaned_by_logins() {
    let place = Place::of(Kind::Redis);
    let (store, ann, now) = (store(place.url()), user("ann"), now());
    for index in 0..200 {
        let record = session(&ann, now);
        let short = index % 2 == 1;
        let idle = Duration::from_millis(if short { 1 } else { 600_000 });
        add(&store, &Record { idle, ..record }).await;
    }
    for _ in 0..200 {
        add(&store, &session(&ann, now)).await;
    }
    let database = database(&place);
    let index = format!("oxy:{{{:016x}}}", ann.tag());
    let members = shared_redis().cli(&["-n", &database, "ZCARD", &index]);
    let members: usize = members.parse().unwrap();
    // 300 are live.
    assert!((300..330).contains(&members), "{members}");
}

#[tokio::test]
async fn a_full_list_is_cleaned_by_a_login_with_a_cap() {
    let place = Place::of(Kind::Redis);
    let (store, ann, now) = (store(place.url()), user("ann"), now());
    for _ in 0..50 {
        let idle = Duration::from_millis(1);
        let record = session(&ann, now);
        add(&store, &Record { idle, ..record }).await;
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    let cap = Terms {
        cap: Some(5),
        ..at(now)
    };
    store.create(&session(&ann, now), &cap).await.unwrap();
    let left = keys(shared_redis(), &database(&place));
    assert_eq!(left.len(), 2, "{left:?}");
    let index = format!("oxy:{{{:016x}}}", ann.tag());
    let members = shared_redis().cli(&["-n", &database(&place), "ZCARD", &index]);
    assert_eq!(members, "1");
}

#[tokio::test]
async fn two_prefixes_are_two_stores() {
    let place = Place::of(Kind::Redis);
    let (shop, now) = (store(place.url()).prefix("shop"), now());
    let other = store(place.url());
    let ann = session(&user("ann"), now);
    add(&shop, &ann).await;
    assert!(is_live(&shop, &ann).await && !is_live(&other, &ann).await);
    let keys = keys(shared_redis(), &database(&place));
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| key.starts_with("shop:{")), "{keys:?}");
}

/// Neither the name nor what it is called is in a key.
#[tokio::test]
async fn keys_do_not_name_users() {
    let place = Place::of(Kind::Redis);
    let (store, now) = (store(place.url()), now());
    add(&store, &session(&user("ann@example.com"), now)).await;
    let keys = keys(shared_redis(), &database(&place)).concat();
    assert!(!keys.contains("ann") && !keys.contains("Firefox"), "{keys}");
}

/// The caller's clock was ahead when the session was seen last: by a right one it lives longer than Redis was told.
#[tokio::test]
async fn a_clock_that_jumped_ahead_lets_nobody_s_session_end_early() {
    let place = Place::of(Kind::Redis);
    let (store, ann, now) = (store(place.url()), user("ann"), now());
    let record = Record {
        absolute_end: now.after(Duration::from_secs(550)),
        ..session(&ann, now)
    };
    add(&store, &record).await;
    let database = database(&place);
    let before = lives(shared_redis(), &database);
    // By this clock the session has one second left.
    let ahead = now.after(Duration::from_secs(549));
    assert!(store.touch(&record.key, record.seen, ahead).await.unwrap());
    for (key, millis) in lives(shared_redis(), &database) {
        assert!(millis > 540_000, "{key}: {millis}, before {before:?}");
    }
    let begun_ahead = session(&ann, now.after(Duration::from_secs(3_000)));
    let begun_ahead = Record {
        idle: Duration::from_secs(3_600),
        absolute_end: begun_ahead.created.after(Duration::from_secs(5)),
        ..begun_ahead
    };
    add(&store, &begun_ahead).await;
    store.load(&begun_ahead.key, now).await.unwrap();
    let name = format!(
        "oxy:{{{:016x}}}:{:016x}",
        ann.tag(),
        begun_ahead.key.number()
    );
    let index = format!("oxy:{{{:016x}}}", ann.tag());
    for (key, millis) in lives(shared_redis(), &database) {
        let wanted = key == name || key == index;
        assert!(!wanted || millis > 2_900_000, "{key}: {millis}");
    }
}

/// A clock that stands at the beginning of time makes no key that stays for decades.
#[tokio::test]
async fn a_clock_that_is_far_behind_makes_no_eternal_keys() {
    let place = Place::of(Kind::Redis);
    let (store, now) = (store(place.url()), now());
    let record = session(&user("ann"), now);
    add(&store, &record).await;
    let behind = oxy::session::Timestamp(5);
    store.load(&record.key, behind).await.unwrap();
    store.touch(&record.key, record.seen, behind).await.unwrap();
    store
        .update_if(&record.key, 1, b"new", behind)
        .await
        .unwrap();
    for (key, millis) in lives(shared_redis(), &database(&place)) {
        assert!((1..=600_000).contains(&millis), "{key}: {millis}");
    }
}
