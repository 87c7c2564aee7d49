//! Connections that an administrator ends while they are used.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use oxy::session::{Loaded, SessionStore as _, Updated};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::{Site, add, alone, now, session, user};
use crate::servers::shared_postgres;

/// How long after that anything may fail.
const HEALING: Duration = Duration::from_secs(2);
/// Whoever uses the site is not there all the time.
const PAUSE: Duration = Duration::from_millis(5);

/// A read is asked again. A write may fail that was under way, and the next succeeds.
#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_ended_under_load_are_made_again() {
    let _alone = alone().await;
    let site = Site::on(shared_postgres());
    let (store, ann, now) = (Arc::new(site.store(5).await), user("ann"), now());
    let (begin, is_over) = (Instant::now(), Arc::new(AtomicBool::new(false)));
    let mut clients = JoinSet::new();
    for _ in 0..10 {
        let (store, record) = (Arc::clone(&store), session(&ann, now));
        let is_over = Arc::clone(&is_over);
        add(&*store, &record).await;
        clients.spawn(async move {
            let (mut reads, mut writes) = (Vec::new(), Vec::new());
            while !is_over.load(Ordering::Relaxed) {
                sleep(PAUSE).await;
                let version = match store.load(&record.key, now).await {
                    Ok(Loaded::Live(loaded)) => loaded.version,
                    Ok(other) => panic!("{other:?}"),
                    Err(error) => {
                        reads.push((begin.elapsed(), error.to_string()));
                        // Which version it has now is not known.
                        continue;
                    }
                };
                match store.update_if(&record.key, version, b"\x01{}", now).await {
                    Ok(updated) => assert_eq!(updated, Updated::Updated),
                    Err(error) => writes.push((begin.elapsed(), error.to_string())),
                }
            }
            (reads, writes)
        });
    }
    let mut administrator = PgConnection::connect(&site.url()).await.unwrap();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE application_name = 'oxy' AND datname = current_database()";
    let mut ended = Vec::new();
    for _ in 0..3 {
        sleep(Duration::from_millis(300)).await;
        let from = begin.elapsed();
        let number = administrator.execute(end).await.unwrap().rows_affected();
        assert!(number > 0);
        ended.push(from..begin.elapsed() + HEALING);
        sleep(HEALING).await;
    }
    sleep(HEALING).await;
    is_over.store(true, Ordering::Relaxed);
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    for (its_reads, its_writes) in clients.join_all().await {
        reads.extend(its_reads);
        writes.extend(its_writes);
    }
    for (at, error) in reads.iter().chain(&writes) {
        let is_near = ended.iter().any(|ended| ended.contains(at));
        assert!(is_near, "{error} at {at:?}, not {ended:?}");
    }
    // That a new connection did not come in time is the only thing that a read can meet.
    assert!(
        reads.iter().all(|(_, error)| error.contains("in time")),
        "{reads:?}"
    );
    assert!(site.connections().len() <= 5);
}
