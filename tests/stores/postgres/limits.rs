//! More requests than connections, and locks that nobody gives back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use oxy::session::{PostgresStore, SecretHash, SessionStore as _, StoreError};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{Site, add, alone, at, is_live, now, session, user};
use crate::records::anonymous;
use crate::servers::shared_postgres;

/// Far more than the pool can serve in the second that anybody waits: the first are served, the others are told.
#[tokio::test]
async fn a_pool_that_is_exhausted_serves_in_turn_and_keeps_nobody_waiting() {
    let _alone = alone().await;
    let site = Site::on(shared_postgres());
    let (store, ann) = (Arc::new(site.store(5).await), session(&user("ann"), now()));
    add(&*store, &ann).await;
    site.slow_down(Duration::from_millis(100));
    let begin = Instant::now();
    let loads: JoinSet<_> = (0..500)
        .map(|turn| {
            let (store, key, now) = (Arc::clone(&store), ann.key, ann.seen);
            async move { (turn, store.load(&key, now).await, begin.elapsed()) }
        })
        .collect();
    let mut served = Vec::new();
    for (turn, load, elapsed) in loads.join_all().await {
        assert!(elapsed < Duration::from_secs(3), "{elapsed:?}");
        match load {
            Ok(_) => served.push(turn),
            Err(error) => assert_eq!(
                error.to_string(),
                "PostgreSQL: all connections to it were in use for a second"
            ),
        }
    }
    assert!((5..=60).contains(&served.len()), "{}", served.len());
    // At the end of the second all give up in no order, and the last five answers find somebody among them.
    let in_turn = served.iter().filter(|turn| **turn < served.len());
    assert!(in_turn.count() + 5 >= served.len(), "{served:?}");
    assert_eq!(site.connections().len(), 5);
    site.speed_up();
    assert!(is_live(&*store, &ann).await);
}

/// One of each step.
async fn each_step(store: &PostgresStore) -> Vec<Result<(), StoreError>> {
    let (ann, now) = (user("ann"), now());
    let (mine, others) = (session(&ann, now), anonymous(now));
    let (from, to) = (SecretHash::new([7; 32]), SecretHash::new([8; 32]));
    let terms = oxy::session::Terms {
        cap: Some(3),
        ..at(now)
    };
    let (key, no_terms) = (&mine.key, at(now));
    let (a, b, c, d, e, f, g, h, i, j) = tokio::join!(
        store.create(&others, &no_terms),
        store.create(&mine, &terms),
        store.load(key, now),
        store.update_if(key, 1, b"", now),
        store.touch(key, now, now),
        store.rotate(key, &from, &to, now),
        store.delete(key, None, now),
        store.by_user(&ann, 10, now),
        store.delete_by_user(&ann, None, now),
        store.sweep(now, 10),
    );
    vec![
        a.map(drop),
        b.map(drop),
        c.map(drop),
        d.map(drop),
        e.map(drop),
        f.map(drop),
        g.map(drop),
        h.map(drop),
        i.map(drop),
        j.map(drop),
    ]
}

/// As while somebody changes the table by hand, and goes for lunch.
#[tokio::test(flavor = "multi_thread")]
async fn a_lock_on_the_table_ends_every_step_in_time_and_costs_no_connection() {
    let _alone = alone().await;
    let site = Site::on(shared_postgres());
    let store = Arc::new(site.store(10).await);
    let mut lock = PgConnection::connect(&site.url()).await.unwrap();
    lock.execute("BEGIN; LOCK TABLE oxy_sessions IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let mut steps = JoinSet::new();
    for _ in 0..10 {
        let again = Arc::clone(&store);
        let store = Arc::clone(&store);
        steps.spawn(async move {
            let begin = Instant::now();
            (each_step(&store).await, begin.elapsed())
        });
        // Requests give up after half a second, the server after two.
        let store = Arc::clone(&again);
        steps.spawn(async move {
            let begin = Instant::now();
            let given_up = timeout(Duration::from_millis(500), each_step(&store)).await;
            assert!(given_up.is_err());
            (Vec::new(), begin.elapsed())
        });
    }
    for (ends, elapsed) in steps.join_all().await {
        // A second for a connection, two for the lock of the user, and two for that of the table.
        assert!(elapsed < Duration::from_secs(6), "{elapsed:?}");
        for end in ends {
            let error = end.unwrap_err().to_string();
            let is_lock = error == "PostgreSQL: a lock was held for too long";
            let is_queue = error == "PostgreSQL: all connections to it were in use for a second";
            assert!(is_lock || is_queue, "{error}");
        }
    }
    assert!(site.connections().len() <= 10);
    lock.close().await.unwrap();
    let begin = Instant::now();
    for end in each_step(&store).await {
        end.unwrap();
    }
    assert!(
        begin.elapsed() < Duration::from_secs(1),
        "{:?}",
        begin.elapsed()
    );
    assert!(site.connections().len() <= 10);
    let left_over = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
    assert_eq!(site.psql(left_over), "0");
}
