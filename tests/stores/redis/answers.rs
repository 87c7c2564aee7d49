//! What the store says when Redis does not do what it is asked.

use oxy::session::{RedisStore, SessionStore as _, StoreError};

use super::{add, at, is_live, now, session, store, user};
use crate::servers::{Cluster, Kind, PASSWORD, Place, Redis, shared_redis};

/// The text with all causes, which has no secret.
fn text(error: &StoreError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    assert!(!text.contains(PASSWORD), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
    text
}

async fn refused(url: &str, expected: &str) {
    let error = store(url).open().await.unwrap_err();
    let text = text(&error);
    assert!(text.contains(expected), "{text}");
}

#[tokio::test]
async fn a_wrong_password_is_called_that() {
    let port = shared_redis().port();
    refused(
        &format!("redis://:s3cret@127.0.0.1:{port}"),
        "the user or the password",
    )
    .await;
    refused(
        &format!("redis://ann:s3cret@127.0.0.1:{port}"),
        "the user or the password",
    )
    .await;
    refused(&format!("redis://127.0.0.1:{port}"), "it wants a password").await;
    let cluster = format!("redis+cluster://:s3cret@127.0.0.1:{port}");
    refused(&cluster, "the user or the password").await;
}

#[tokio::test]
async fn a_database_that_is_not_there_is_called_that() {
    refused(&shared_redis().url_of(10_000), "database").await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    refused("redis://:s3cret@127.0.0.1:1", "127.0.0.1:1").await;
    refused(
        "redis+cluster://:s3cret@127.0.0.1:1,127.0.0.1:2",
        "127.0.0.1:",
    )
    .await;
    refused(
        "redis://:s3cret@no-such-host.invalid:1",
        "no-such-host.invalid:1",
    )
    .await;
}

#[tokio::test]
async fn a_cluster_and_one_server_are_told_apart() {
    let url = shared_redis().url().replace("redis://", "redis+cluster://");
    refused(&url, "no cluster").await;
    let cluster = Cluster::start();
    let port = cluster.nodes()[0].port();
    let url = format!("redis://:{PASSWORD}@127.0.0.1:{port}");
    refused(&url, "belongs to a cluster").await;
}

#[test]
fn addresses_that_are_none_are_refused_without_their_password() {
    for (wrong, expected) in [
        ("http://:s3cret@host", "redis://"),
        ("redis:", "redis://"),
        ("redis://", "host"),
        ("redis://:s3cret@", "host"),
        ("redis://:s3cret@host:port", "percent-encoded"),
        ("redis://:s3cret@host/first", "percent-encoded"),
        ("redis://:s3cret@a,b", "several hosts"),
        ("redis://:s3cret?@host", "%3F"),
        ("redis://:s3cret#@host", "%23"),
        ("redis+cluster://:s3cret@a,,b", "host"),
        ("redis+cluster://:s3cret@a/1", "database 0"),
        ("redis://:s3cret\0@host\0", "percent-encoded"),
    ] {
        let error = RedisStore::from_url(wrong).unwrap_err();
        let text = text(&error);
        assert!(text.contains(expected), "{wrong}: {text}");
    }
}

#[test]
fn debug_shows_no_password() {
    for url in [
        "redis://ann:s3cret@host",
        "redis+cluster://ann:s3cret@a,b",
        "rediss://ann:s3cret@host:1/2",
    ] {
        let shown = format!("{:?}", store(url));
        assert!(!shown.contains("s3cret"), "{shown}");
        assert!(shown.contains("oxy"), "{shown}");
    }
}

#[tokio::test]
async fn a_password_may_have_any_characters() {
    let redis = Redis::start();
    redis.cli(&[
        "ACL",
        "SETUSER",
        "ann/@",
        "on",
        ">s3cret/?#@:%ä",
        "~shop:*",
        "+@all",
    ]);
    let port = redis.port();
    let url = format!("redis://ann%2F%40:s3cret%2F%3F%23%40%3A%25%C3%A4@127.0.0.1:{port}");
    let shop = store(&url).prefix("shop");
    shop.open().await.unwrap();
    let record = session(&user("ann"), now());
    add(&shop, &record).await;
    assert!(is_live(&shop, &record).await);
    let error = store(&url)
        .load(&record.key, record.seen)
        .await
        .unwrap_err();
    assert!(text(&error).contains("lacks rights"), "{error}");
}

/// A full memory: what is there can be loaded and ended, and nothing is told that is not done.
#[tokio::test]
async fn a_full_memory_refuses_new_sessions_only() {
    let redis = Redis::start();
    let (store, ann, now) = (store(&redis.url()), user("ann"), now());
    let old = session(&ann, now);
    add(&store, &old).await;
    redis.cli(&["CONFIG", "SET", "maxmemory", "1"]);
    let new = session(&ann, now);
    let terms = oxy::session::Terms {
        replaces: Some(old.key),
        cap: Some(1),
        now,
    };
    let error = store.create(&new, &terms).await.unwrap_err();
    assert!(text(&error).contains("memory is full"), "{error}");
    assert!(is_live(&store, &old).await && !is_live(&store, &new).await);
    let listed = store.by_user(&ann, 10, now).await.unwrap();
    assert_eq!(listed.len(), 1);
    let updated = store.update_if(&old.key, 1, b"new", now).await;
    assert!(text(&updated.unwrap_err()).contains("memory is full"));
    assert!(store.delete(&old.key, None, now).await.unwrap());
    redis.cli(&["CONFIG", "SET", "maxmemory", "0"]);
    add(&store, &new).await;
}

#[tokio::test]
async fn a_master_without_its_replicas_can_be_read() {
    let redis = Redis::start();
    let (store, now) = (store(&redis.url()), now());
    let record = session(&user("ann"), now);
    add(&store, &record).await;
    redis.cli(&["CONFIG", "SET", "min-replicas-to-write", "1"]);
    assert!(is_live(&store, &record).await);
    // Also where the row would have to be told to live on.
    let behind = oxy::session::Timestamp(now.0 - 60_000);
    let loaded = store.load(&record.key, behind).await.unwrap();
    assert!(loaded.live().is_some());
    let error = store.delete(&record.key, None, now).await.unwrap_err();
    assert!(text(&error).contains("min-replicas-to-write"), "{error}");
    let created = store.create(&session(&user("bob"), now), &at(now)).await;
    assert!(text(&created.unwrap_err()).contains("min-replicas-to-write"));
}

#[tokio::test]
async fn a_replica_says_that_it_is_one() {
    let (redis, now) = (Redis::start(), now());
    let store = store(&redis.url());
    redis.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    let created = store.create(&session(&user("ann"), now), &at(now)).await;
    let text = text(&created.unwrap_err());
    assert!(text.contains("it is a replica"), "{text}");
}

#[tokio::test]
async fn other_things_under_our_keys_are_an_error() {
    let place = Place::of(Kind::Redis);
    let (store, now) = (store(place.url()), now());
    let record = session(&user("ann"), now);
    let key = format!(
        "oxy:{{{:016x}}}:{:016x}",
        record.key.tag(),
        record.key.number()
    );
    let database = place.url().rsplit_once('/').unwrap().1.to_owned();
    shared_redis().cli(&["-n", &database, "SET", &key, "other"]);
    let error = store.load(&record.key, now).await.unwrap_err();
    assert!(text(&error).contains("another prefix"), "{error}");
    shared_redis().cli(&["-n", &database, "DEL", &key]);
    shared_redis().cli(&["-n", &database, "HSET", &key, "s", "short"]);
    let error = store.load(&record.key, now).await.unwrap_err();
    assert!(text(&error).contains("not one of this version"), "{error}");
}
