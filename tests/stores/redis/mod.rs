//! What is special to sessions in Redis.

mod answers;
mod connection;
mod half_moved;
mod keys;
mod lossy;
mod many;
mod moving;
mod outage;
mod repeated;
mod rights;
mod watching;

use std::time::{Duration, SystemTime};

use oxy::session::{
    Created, Loaded, Record, RedisStore, SecretHash, SessionKey, SessionStore as _, Terms,
    Timestamp, UserTag,
};

fn store(url: &str) -> RedisStore {
    RedisStore::from_url(url).unwrap()
}

fn now() -> Timestamp {
    SystemTime::now().into()
}

fn random() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(0)
}

fn user(name: &str) -> UserTag {
    UserTag::new("session_id", name)
}

/// A session of ten minutes.
fn session(user: &UserTag, now: Timestamp) -> Record {
    Record {
        key: SessionKey::new(user.tag(), random()),
        user: Some(user.name().to_owned()),
        ..anonymous(now)
    }
}

fn anonymous(now: Timestamp) -> Record {
    Record {
        key: SessionKey::new(random(), random()),
        secret: SecretHash::new([7; 32]),
        user: None,
        label: Some("Firefox".to_owned()),
        created: now,
        seen: now,
        idle: Duration::from_secs(600),
        absolute_end: now.after(Duration::from_secs(3_600)),
        version: 1,
        data: b"\x01{}".to_vec(),
    }
}

fn at(now: Timestamp) -> Terms {
    Terms {
        now,
        ..Terms::default()
    }
}

const CREATED: Created = Created::Created {
    replaced: false,
    capped: 0,
};

async fn add(store: &RedisStore, record: &Record) {
    let created = store.create(record, &at(record.seen)).await;
    assert_eq!(created.unwrap(), CREATED);
}

async fn is_live(store: &RedisStore, record: &Record) -> bool {
    let loaded = store.load(&record.key, record.seen).await.unwrap();
    matches!(loaded, Loaded::Live(_))
}
