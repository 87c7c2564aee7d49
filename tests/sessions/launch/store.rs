//! Stores that are not ready when the application starts.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use oxy::prelude::*;
use oxy::session::{
    Created, Listed, Loaded, MemoryStore, Record, SecretHash, SessionKey, StoreError, Terms,
    Timestamp, Updated, UserTag,
};
use oxy::{LaunchError, LaunchReport, SessionStore};

use super::{Depot, depot, served};
use crate::people::User;
use crate::support::{SECRET, client};

/// How the opening of a store goes.
#[derive(Clone, Copy)]
enum Opening {
    Fails,
    Hangs,
    Succeeds,
}

/// A store that is elsewhere.
struct Remote {
    opening: Opening,
    opened: AtomicU32,
    store: MemoryStore,
}

impl Remote {
    fn new(opening: Opening) -> Arc<Self> {
        let store = MemoryStore::new();
        let opened = AtomicU32::new(0);
        Arc::new(Self {
            opening,
            opened,
            store,
        })
    }
}

impl SessionStore for Remote {
    async fn open(&self) -> Result<(), StoreError> {
        self.opened.fetch_add(1, Relaxed);
        match self.opening {
            Opening::Fails => {
                let cause = std::io::Error::other("connection refused");
                Err(StoreError::new("10.0.0.7:5432 cannot be reached").with_source(cause))
            }
            Opening::Hangs => std::future::pending().await,
            Opening::Succeeds => Ok(()),
        }
    }

    async fn create(&self, record: &Record, terms: &Terms) -> Result<Created, StoreError> {
        self.store.create(record, terms).await
    }

    async fn load(&self, key: &SessionKey, now: Timestamp) -> Result<Loaded, StoreError> {
        self.store.load(key, now).await
    }

    async fn update_if(
        &self,
        key: &SessionKey,
        version: u64,
        data: &[u8],
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        self.store.update_if(key, version, data, now).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.store.touch(key, seen, now).await
    }

    async fn rotate(
        &self,
        key: &SessionKey,
        from: &SecretHash,
        to: &SecretHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.store.rotate(key, from, to, now).await
    }

    async fn delete(
        &self,
        key: &SessionKey,
        version: Option<u64>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.store.delete(key, version, now).await
    }

    async fn by_user(
        &self,
        user: &UserTag,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>, StoreError> {
        self.store.by_user(user, limit, now).await
    }

    async fn delete_by_user(
        &self,
        user: &UserTag,
        except: Option<&SessionKey>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        self.store.delete_by_user(user, except, now).await
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.store.sweep(now, limit).await
    }

    async fn watch_ended(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.store.watch_ended(key).await
    }
}

/// Starts with such a store, while the port is taken: what comes before the port is bound comes all the same.
async fn start(opening: Opening) -> LaunchError {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = depot(Sessions::new(Remote::new(opening))).secret_key(SECRET);
    server.port(port).start().await.unwrap_err()
}

#[track_caller]
fn in_report(error: &LaunchError) -> &LaunchReport {
    match error {
        LaunchError::Report(report) => report,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_store_that_cannot_be_opened_keeps_the_port_closed() {
    let error = start(Opening::Fails).await;
    let expected = format!(
        "oxy: 1 problem, not serving\n  \
         1. the store of `Sessions<User>` is not ready: 10.0.0.7:5432 cannot be reached: connection refused\n       \
         {}\n       \
         help: start it or correct its address; a program that may come up before its store says `start_without_store()`",
        served()
    );
    assert_eq!(in_report(&error).to_string(), expected);
    // What a `main` that returns it prints.
    let printed = format!("{:?}", Error::from(error));
    assert!(
        printed.starts_with("oxy: 1 problem, not serving\n"),
        "{printed}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_is_waited_for_no_longer_than_five_seconds() {
    let begin = tokio::time::Instant::now();
    let error = start(Opening::Hangs).await;
    assert!(
        begin.elapsed() < Duration::from_secs(6),
        "{:?}",
        begin.elapsed()
    );
    let text = in_report(&error).to_string();
    assert!(
        text.contains("is not ready: it did not answer within 5s"),
        "{text}"
    );
}

#[tokio::test]
async fn a_store_that_is_ready_leads_to_the_port() {
    let error = start(Opening::Succeeds).await;
    assert!(matches!(error, LaunchError::Bind { .. }), "{error}");
    let server = depot(Sessions::new(Remote::new(Opening::Succeeds)));
    let running = server.secret_key(SECRET).port(0).start().await.unwrap();
    running.stop().await;
}

#[tokio::test]
async fn all_stores_are_in_one_report_and_none_is_opened_by_a_check() {
    let failing = || Sessions::new(Remote::new(Opening::Fails));
    let server = depot(failing()).mount(
        "/other",
        Depot {
            sessions: failing().cookie("other"),
        },
    );
    let error = server.secret_key(SECRET).port(0).start().await.unwrap_err();
    assert_eq!(
        in_report(&error).problems().len(),
        1,
        "equal problems are one: {error}"
    );
    // A check has no server, and a test client no store to wait for.
    assert!(depot(failing()).secret_key(SECRET).check().is_ok());
    assert_eq!(
        client(depot(failing())).get("/two").send().await.text(),
        "false"
    );
}

#[tokio::test]
async fn a_store_is_made_ready_once_in_a_test_client_too() {
    let store = Remote::new(Opening::Succeeds);
    let client = client(depot(Sessions::new(Arc::clone(&store))));
    assert_eq!(store.opened.load(Relaxed), 0, "nobody has asked yet");
    for name in ["ann", "bob"] {
        client.login_as(User::named(name)).await.unwrap();
    }
    assert_eq!(store.opened.load(Relaxed), 1);
}
