#![allow(clippy::unwrap_used, clippy::panic)]

mod bounds;
mod model;
mod steps;
mod threads;
mod watching;

use std::time::Duration;

use crate::session::id::{SecretHash, SessionKey, UserTag};
use crate::session::memory::MemoryStore;
use crate::session::record::{Record, Timestamp};
use crate::session::store::{Created, Loaded, SessionStore, Terms};

const NOW: Timestamp = Timestamp(1_000_000);

fn at(milliseconds: u64) -> Timestamp {
    Timestamp(NOW.0 + milliseconds)
}

fn user_tag(name: &str) -> UserTag {
    UserTag::new("session_id", name)
}

/// The secret of this number.
fn secret(number: u8) -> SecretHash {
    SecretHash::new([number; 32])
}

/// A session of nobody that ends 1000 ms after its last use, and 5000 ms after `NOW`.
fn anonymous(number: u64) -> Record {
    Record {
        key: SessionKey::new(number, number),
        secret: secret(0),
        user: None,
        label: None,
        created: NOW,
        seen: NOW,
        idle: Duration::from_millis(1000),
        absolute_end: at(5000),
        version: 1,
        data: vec![1; 101],
    }
}

/// The same with a user.
fn of(user: &str, number: u64) -> Record {
    Record {
        key: SessionKey::new(user_tag(user).tag(), number),
        user: Some(user.to_owned()),
        ..anonymous(number)
    }
}

fn terms(milliseconds: u64) -> Terms {
    Terms {
        now: at(milliseconds),
        ..Terms::default()
    }
}

const NEW: Created = Created::Created {
    replaced: false,
    capped: 0,
};

async fn add(store: &MemoryStore, record: &Record) {
    assert_eq!(store.create(record, &terms(0)).await.unwrap(), NEW);
}

async fn is_there(store: &MemoryStore, record: &Record) -> bool {
    let loaded = store.load(&record.key, at(0)).await.unwrap();
    matches!(loaded, Loaded::Live(_))
}
