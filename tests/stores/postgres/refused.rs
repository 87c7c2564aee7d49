//! Connections that a server refuses, one more or all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use oxy::session::SessionStore as _;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::{Site, add, alone, is_live, now, session, store, user};
use crate::servers::{Postgres, shared_postgres};

/// What is said when a server has no room for one more connection.
const FULL: &str = "it has no connection left for this program";

/// A server that is almost full serves whoever waits over the connections that it has allowed.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_refused_fails_nobody_while_there_are_others() {
    let site = Site::on(shared_postgres());
    let ann = session(&user("ann"), now());
    add(&site.store(1).await, &ann).await;
    let guest = Arc::new(store(&site.url_of_role("CONNECTION LIMIT 2")));
    site.slow_down(Duration::from_millis(4));
    site.grant();
    let mut loads = JoinSet::new();
    for _ in 0..100 {
        let (guest, ann) = (Arc::clone(&guest), ann.clone());
        loads.spawn(async move {
            for _ in 0..5 {
                assert!(is_live(&*guest, &ann).await);
            }
        });
    }
    loads.join_all().await;
    assert_eq!(site.connections().len(), 2);
}

/// `max_connections` itself, with the connections of other programs.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_is_used_through_the_connections_that_are_there() {
    let server = Postgres::start_with(&["max_connections=12", "superuser_reserved_connections=0"]);
    let site = Site::on(&server);
    let (store, ann) = (Arc::new(site.store(10).await), session(&user("ann"), now()));
    add(&*store, &ann).await;
    let mut others = Vec::new();
    while let Ok(other) = PgConnection::connect(&server.url()).await {
        others.push(other);
    }
    assert!(others.len() > 8, "{}", others.len());
    let mut loads = JoinSet::new();
    for _ in 0..100 {
        let (store, ann) = (Arc::clone(&store), ann.clone());
        loads.spawn(async move { assert!(is_live(&*store, &ann).await) });
    }
    loads.join_all().await;
    for other in others {
        other.close().await.unwrap();
    }
    site.slow_down(Duration::from_millis(200));
    let begin = Instant::now();
    let loads: JoinSet<_> = (0..10)
        .map(|_| {
            let (store, ann) = (Arc::clone(&store), ann.clone());
            async move { assert!(is_live(&*store, &ann).await) }
        })
        .collect();
    loads.join_all().await;
    // One after the other they would take two seconds: there are more connections again.
    let elapsed = begin.elapsed();
    assert!(elapsed < Duration::from_millis(1_800), "{elapsed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_in_vain_is_told_why_there_was_no_other_connection() {
    let site = Site::on(shared_postgres());
    let ann = session(&user("ann"), now());
    add(&site.store(1).await, &ann).await;
    let guest = Arc::new(store(&site.url_of_role("CONNECTION LIMIT 1")));
    site.grant();
    assert!(is_live(&*guest, &ann).await);
    let mut lock = PgConnection::connect(&site.url()).await.unwrap();
    lock.execute("BEGIN; LOCK TABLE oxy_sessions")
        .await
        .unwrap();
    let first = tokio::spawn({
        let (guest, ann) = (Arc::clone(&guest), ann.clone());
        async move { guest.load(&ann.key, ann.seen).await }
    });
    while site.psql("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0" {}
    let begin = Instant::now();
    let second = guest
        .load(&ann.key, ann.seen)
        .await
        .unwrap_err()
        .to_string();
    assert!(second.contains(FULL), "{second}");
    let waited = begin.elapsed();
    assert!((900..2_500).contains(&waited.as_millis()), "{waited:?}");
    lock.close().await.unwrap();
    first.await.unwrap().unwrap();
    assert!(is_live(&*guest, &ann).await);
}

/// The way to a server, with nobody behind it until it is opened.
struct Door {
    url: String,
    attempts: Arc<AtomicUsize>,
    is_open: Arc<AtomicBool>,
}

impl Door {
    async fn closed(site: &Site<'_>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (from, to) = (listener.local_addr().unwrap().port(), site.server.port());
        let url = site.url().replace(&format!(":{to}/"), &format!(":{from}/"));
        let door = Self {
            url,
            attempts: Arc::default(),
            is_open: Arc::default(),
        };
        let (attempts, is_open) = (Arc::clone(&door.attempts), Arc::clone(&door.is_open));
        tokio::spawn(async move {
            loop {
                let (mut client, _) = listener.accept().await.unwrap();
                attempts.fetch_add(1, Ordering::Relaxed);
                if is_open.load(Ordering::Relaxed) {
                    let mut server = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
                    tokio::spawn(async move { copy_bidirectional(&mut client, &mut server).await });
                }
            }
        });
        door
    }

    fn attempts(&self) -> usize {
        self.attempts.load(Ordering::Relaxed)
    }
}

/// Where there is no connection that might come back, nobody waits for one.
#[tokio::test(flavor = "multi_thread")]
async fn without_any_connection_all_who_wait_are_told_at_once() {
    let _alone = alone().await;
    let site = Site::on(shared_postgres());
    let door = Door::closed(&site).await;
    let (store, ann) = (Arc::new(store(&door.url)), session(&user("ann"), now()));
    let begin = Instant::now();
    let loads: JoinSet<_> = (0..500)
        .map(|_| {
            let (store, key, now) = (Arc::clone(&store), ann.key, ann.seen);
            async move { store.load(&key, now).await }
        })
        .collect();
    for load in loads.join_all().await {
        let error = load.unwrap_err().to_string();
        assert!(error.contains("it cannot be reached"), "{error}");
    }
    // Nobody has waited as long as one waits for a connection, and few attempts were made for all.
    assert!(
        begin.elapsed() < Duration::from_secs(1),
        "{:?}",
        begin.elapsed()
    );
    assert!(door.attempts() <= 4, "{}", door.attempts());
}

/// A server that is down is not asked by every request, and found when it is back.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_refuses_all_is_asked_seldom_and_found_soon() {
    let _alone = alone().await;
    let site = Site::on(shared_postgres());
    let ann = session(&user("ann"), now());
    add(&site.store(1).await, &ann).await;
    let door = Door::closed(&site).await;
    let (store, begin) = (Arc::new(store(&door.url)), Instant::now());
    let down = Duration::from_secs(3);
    let asking: JoinSet<_> = (0..100)
        .map(|_| {
            let (store, key, now) = (Arc::clone(&store), ann.key, ann.seen);
            async move {
                while begin.elapsed() < down {
                    let asked = Instant::now();
                    let error = store.load(&key, now).await.unwrap_err().to_string();
                    assert!(error.contains("it cannot be reached"), "{error}");
                    assert!(asked.elapsed() < Duration::from_secs(2));
                }
            }
        })
        .collect();
    asking.join_all().await;
    // Two at first, then after 25, 50, 100, 200, and each further 400 milliseconds, or after half of it.
    let attempts = door.attempts();
    assert!((6..=24).contains(&attempts), "{attempts}");
    door.is_open.store(true, Ordering::Relaxed);
    let back = Instant::now();
    while store.load(&ann.key, ann.seen).await.is_err() {}
    assert!(
        back.elapsed() < Duration::from_secs(2),
        "{:?}",
        back.elapsed()
    );
}
