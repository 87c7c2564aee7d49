//! Streams whose sessions lie on several servers, one of which is down.

use std::time::{Duration, Instant};

use oxy::session::SessionStore as _;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use super::outage::one_for_each_master;
use super::{now, store};
use crate::servers::Cluster;

/// How late a stream may end, on a busy machine.
const LATE: Duration = Duration::from_millis(1_400);

async fn others_end_in_time(take_down: fn(&Cluster, usize), bring_back: fn(&Cluster, usize)) {
    let full = ["--cluster-require-full-coverage", "no"];
    let cluster = spawn_blocking(move || Cluster::start_with(&full));
    let cluster = cluster.await.unwrap();
    let store = store(&cluster.url());
    let found = one_for_each_master(&cluster, &store).await;
    let watched: Vec<_> = found
        .iter()
        .map(|(_, record)| {
            let (store, key) = (store.clone(), record.key);
            tokio::spawn(async move { store.watch_ended(&key).await.unwrap() })
        })
        .collect();
    let down = found[0].0;
    // Nobody may take its place.
    let replica = cluster.replica_of(down);
    cluster.kill(replica);
    take_down(&cluster, down);
    for ((_, record), watched) in found.iter().zip(watched).skip(1) {
        assert!(!watched.is_finished());
        assert!(store.delete(&record.key, None, now()).await.unwrap());
        let deleted = Instant::now();
        let ended = timeout(Duration::from_secs(20), watched).await;
        ended.expect("it ends at all").unwrap();
        let took = deleted.elapsed();
        assert!(took < LATE, "{took:?}");
        sleep(Duration::from_millis(300)).await;
    }
    bring_back(&cluster, down);
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_end_while_another_master_is_dead() {
    others_end_in_time(Cluster::kill, Cluster::restart).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_end_while_another_master_stands_still() {
    others_end_in_time(Cluster::pause, Cluster::resume).await;
}
