//! Requests whose clients leave in the middle.

use std::sync::Arc;
use std::time::Duration;

use oxy::session::SessionStore as _;
use tokio::task::JoinSet;

use super::{Site, add, alone, is_live, now, session, user};
use crate::servers::shared_postgres;

/// In the queue, with a connection, and while the server works: nothing is lost to others, not even the connection.
#[tokio::test(flavor = "multi_thread")]
async fn calls_that_are_given_up_return_their_connections() {
    let _alone = alone().await;
    let site = Site::on(shared_postgres());
    let (store, ann) = (Arc::new(site.store(5).await), session(&user("ann"), now()));
    add(&*store, &ann).await;
    site.slow_down(Duration::from_millis(20));
    let together = || async {
        let loads: JoinSet<_> = (0..5)
            .map(|_| {
                let (store, ann) = (Arc::clone(&store), ann.clone());
                async move { assert!(is_live(&*store, &ann).await) }
            })
            .collect();
        loads.join_all().await;
    };
    while site.connections().len() < 5 {
        together().await;
    }
    let before = site.connections();
    let mut loads = JoinSet::new();
    for turn in 0..1_000_u64 {
        let (store, key, now) = (Arc::clone(&store), ann.key, ann.seen);
        loads.spawn(async move {
            let patience = Duration::from_micros(turn * 97 % 60_000);
            tokio::time::timeout(patience, store.load(&key, now))
                .await
                .is_err()
        });
        if turn % 20 == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    let given_up = loads.join_all().await.into_iter().filter(|it| *it).count();
    assert!(given_up > 500, "{given_up}");
    tokio::time::sleep(Duration::from_millis(200)).await;
    site.speed_up();
    // More than anybody waits: each of the five has its own place, or fails.
    site.slow_down(Duration::from_millis(1_200));
    together().await;
    assert_eq!(site.connections(), before);
}
