//! Sessions for tests that are about one kind of store.

use std::time::{Duration, SystemTime};

use oxy::session::{
    Created, Loaded, Record, SecretHash, SessionKey, SessionStore, Terms, Timestamp, UserTag,
};

pub(crate) fn now() -> Timestamp {
    SystemTime::now().into()
}

pub(crate) fn random() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(0)
}

pub(crate) fn user(name: &str) -> UserTag {
    UserTag::new("session_id", name)
}

/// A session of ten minutes.
pub(crate) fn session(user: &UserTag, now: Timestamp) -> Record {
    Record {
        key: SessionKey::new(user.tag(), random()),
        user: Some(user.name().to_owned()),
        ..anonymous(now)
    }
}

pub(crate) fn anonymous(now: Timestamp) -> Record {
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

pub(crate) fn at(now: Timestamp) -> Terms {
    Terms {
        now,
        ..Terms::default()
    }
}

pub(crate) const CREATED: Created = Created::Created {
    replaced: false,
    capped: 0,
};

pub(crate) async fn add(store: &impl SessionStore, record: &Record) {
    let created = store.create(record, &at(record.seen)).await;
    assert_eq!(created.unwrap(), CREATED);
}

pub(crate) async fn is_live(store: &impl SessionStore, record: &Record) -> bool {
    let loaded = store.load(&record.key, record.seen).await.unwrap();
    matches!(loaded, Loaded::Live(_))
}
