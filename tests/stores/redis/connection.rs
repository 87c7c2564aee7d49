//! One connection for each server, and scripts that a server may forget.

use oxy::session::SessionStore as _;
use oxy::testing::check_store;
use tokio::task::JoinSet;

use super::{add, is_live, now, session, store, user};
use crate::servers::{Cluster, Redis};

/// How many connections a server has besides that of `redis-cli`, and of other servers.
fn connections(redis: &Redis) -> usize {
    let clients = redis.cli(&["CLIENT", "LIST", "TYPE", "NORMAL"]);
    let ours = clients
        .lines()
        .filter(|line| line.contains("lib-name=redis-rs") || !line.contains("cmd=client"));
    ours.count()
}

async fn load_a_thousand_times(store: &oxy::session::RedisStore, records: &[oxy::session::Record]) {
    let mut loads = JoinSet::new();
    for turn in 0..1_000 {
        let (store, record) = (store.clone(), records[turn % records.len()].clone());
        loads.spawn(async move { is_live(&store, &record).await });
    }
    assert!(loads.join_all().await.into_iter().all(|live| live));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_requests_share_one_connection() {
    let redis = Redis::start();
    let (store, record) = (store(&redis.url()), session(&user("ann"), now()));
    store.open().await.unwrap();
    add(&store, &record).await;
    load_a_thousand_times(&store, &[record]).await;
    assert_eq!(connections(&redis), 1);
    drop(store);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_requests_share_one_connection_for_each_master() {
    let cluster = Cluster::start();
    let store = store(&cluster.url());
    store.open().await.unwrap();
    let mut records = Vec::new();
    for index in 0..30 {
        let record = session(&user(&format!("ann{index}")), now());
        add(&store, &record).await;
        records.push(record);
    }
    load_a_thousand_times(&store, &records).await;
    for node in cluster.nodes() {
        let is_master = node.cli(&["ROLE"]).starts_with("master");
        assert_eq!(connections(node), usize::from(is_master));
    }
}

/// A thousand requests that find no connection make one.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_made_again_once() {
    let redis = Redis::start();
    let (store, record) = (store(&redis.url()), session(&user("ann"), now()));
    add(&store, &record).await;
    for _ in 0..10 {
        redis.cli(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
        load_a_thousand_times(&store, std::slice::from_ref(&record)).await;
        assert_eq!(connections(&redis), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_forgets_its_scripts_is_given_them_again() {
    let redis = Redis::start();
    let checked = tokio::spawn(check_store(store(&redis.url())));
    while !checked.is_finished() {
        redis.cli(&["SCRIPT", "FLUSH", "SYNC"]);
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    checked.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_forgets_its_scripts_is_given_them_again() {
    let cluster = Cluster::start();
    let checked = tokio::spawn(check_store(store(&cluster.url())));
    while !checked.is_finished() {
        for node in cluster.nodes() {
            node.cli(&["SCRIPT", "FLUSH", "SYNC"]);
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    checked.await.unwrap().unwrap();
}

/// A store outlives the runtime whose tasks held its connection.
#[test]
fn a_store_serves_one_runtime_after_the_other() {
    let redis = Redis::start();
    let (store, record) = (store(&redis.url()), session(&user("ann"), now()));
    for turn in 0..3 {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async {
            if turn == 0 {
                add(&store, &record).await;
            }
            assert!(is_live(&store, &record).await);
        });
    }
}
