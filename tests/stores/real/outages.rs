//! Stores whose servers are killed, stopped, or refuse to write.

use oxy::testing::{StoreOutage, Violations, check_store_outage};

use super::any::AnyStore;
use crate::alone;
use crate::servers::{Cluster, Postgres, Redis};

/// How a server of its own is taken down and brought back.
struct Outage<S> {
    server: S,
    down: fn(&S),
    up: fn(&S),
    reads_work: bool,
    keeps_data: bool,
}

impl<S> Outage<S> {
    fn new(server: S, down: fn(&S), up: fn(&S)) -> Self {
        Self {
            server,
            down,
            up,
            reads_work: false,
            keeps_data: true,
        }
    }

    fn refusing_writes(self) -> Self {
        Self {
            reads_work: true,
            ..self
        }
    }

    fn losing_data(self) -> Self {
        Self {
            keeps_data: false,
            ..self
        }
    }
}

impl<S: Send + Sync + 'static> StoreOutage for Outage<S> {
    async fn begin(&mut self) {
        (self.down)(&self.server);
    }

    async fn end(&mut self) {
        (self.up)(&self.server);
    }

    fn reads_work(&self) -> bool {
        self.reads_work
    }

    fn keeps_data(&self) -> bool {
        self.keeps_data
    }
}

async fn check(url: String, outage: impl StoreOutage) -> Result<(), Violations> {
    let _alone = alone().await;
    check_store_outage(AnyStore::at(&url), outage).await
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_is_killed() {
    let server = Postgres::start();
    let (url, outage) = (
        server.url(),
        Outage::new(server, Postgres::kill, Postgres::restart),
    );
    check(url, outage).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_is_stopped() {
    let server = Postgres::start();
    let (url, outage) = (
        server.url(),
        Outage::new(server, Postgres::pause, Postgres::resume),
    );
    check(url, outage).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_is_read_only() {
    let server = Postgres::start();
    let url = server.url();
    let outage = Outage::new(
        server,
        |it| it.refuse_writes(true),
        |it| it.refuse_writes(false),
    );
    check(url, outage.refusing_writes()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_with_a_log_is_killed() {
    let server = Redis::start_with(&["--appendonly", "yes"]);
    let (url, outage) = (
        server.url(),
        Outage::new(server, Redis::kill, Redis::restart),
    );
    check(url, outage).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_without_a_log_is_killed() {
    let server = Redis::start();
    let (url, outage) = (
        server.url(),
        Outage::new(server, Redis::kill, Redis::restart),
    );
    check(url, outage.losing_data()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_is_stopped() {
    let server = Redis::start();
    let (url, outage) = (
        server.url(),
        Outage::new(server, Redis::pause, Redis::resume),
    );
    check(url, outage).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_has_too_few_replicas_to_write() {
    fn replicas(server: &Redis, number: &str) {
        server.cli(&["CONFIG", "SET", "min-replicas-to-write", number]);
    }
    let server = Redis::start();
    let url = server.url();
    let outage = Outage::new(server, |it| replicas(it, "1"), |it| replicas(it, "0"));
    check(url, outage.refusing_writes()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_is_full() {
    fn room(server: &Redis, bytes: &str) {
        server.cli(&["CONFIG", "SET", "maxmemory", bytes]);
    }
    let server = Redis::start_with(&["--maxmemory-policy", "noeviction"]);
    let url = server.url();
    let outage = Outage::new(server, |it| room(it, "1"), |it| room(it, "0"));
    check(url, outage.refusing_writes()).await.unwrap();
}

/// Whose replicas never take over: a replica that does lacks what its master confirmed last, and masters that come back
/// late, on a busy machine, would be replaced by theirs.
fn cluster_without_failover() -> Cluster {
    Cluster::start_with(&["--cluster-replica-no-failover", "yes"])
}

/// All nodes of a cluster at once, masters and replicas.
fn each(cluster: &Cluster, act: fn(&Redis)) {
    cluster.nodes().iter().for_each(act);
}

fn each_until_ok(cluster: &Cluster, act: fn(&Redis)) {
    each(cluster, act);
    cluster.wait_until_ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_is_killed() {
    let server = cluster_without_failover();
    let url = server.url();
    let outage = Outage::new(
        server,
        |it| each(it, Redis::kill),
        |it| each_until_ok(it, Redis::restart),
    );
    check(url, outage).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_is_stopped() {
    let server = cluster_without_failover();
    let url = server.url();
    let outage = Outage::new(
        server,
        |it| each(it, Redis::pause),
        |it| each_until_ok(it, Redis::resume),
    );
    check(url, outage).await.unwrap();
}
