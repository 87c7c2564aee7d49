//! Servers run, are killed and paused, and come back.

use std::net::TcpStream;

use crate::servers::{Cluster, Kind, PASSWORD, Postgres, Redis, for_each_store};

#[test]
fn redis_comes_back_with_what_it_logged() {
    let redis = Redis::start_with(&["--appendonly", "yes"]);
    assert_eq!(redis.cli(&["SET", "name", "ann"]), "OK");
    redis.kill();
    TcpStream::connect(("127.0.0.1", redis.port())).unwrap_err();
    redis.restart();
    assert_eq!(redis.cli(&["GET", "name"]), "ann");
    redis.pause();
    redis.resume();
    assert_eq!(redis.cli(&["GET", "name"]), "ann");
}

#[test]
fn postgres_comes_back_with_what_was_committed() {
    let postgres = Postgres::start();
    postgres.psql("CREATE TABLE names AS SELECT 'ann' AS name");
    postgres.kill();
    TcpStream::connect(("127.0.0.1", postgres.port())).unwrap_err();
    postgres.restart();
    assert_eq!(postgres.psql("SELECT name FROM names"), "ann");
    postgres.pause();
    postgres.resume();
    assert_eq!(postgres.psql("SELECT name FROM names"), "ann");
}

#[test]
fn a_replica_takes_over_from_a_master_that_is_killed() {
    let cluster = Cluster::start();
    let slot = cluster.slot_of("name");
    let master = cluster.master_of(slot);
    let replica = cluster.replica_of(master);
    assert_eq!(cluster.nodes()[master].cli(&["SET", "name", "ann"]), "OK");
    assert_eq!(cluster.nodes()[master].cli(&["WAIT", "1", "5000"]), "1");
    cluster.kill(master);
    cluster.wait_until_ok();
    assert_eq!(cluster.master_of(slot), replica);
    assert_eq!(cluster.nodes()[replica].cli(&["GET", "name"]), "ann");
    cluster.restart(master);
    cluster.wait_until_ok();
    assert_eq!(cluster.replica_of(replica), master);
}

for_each_store! {
    async fn a_place_has_an_address(place: Place) {
        let with_password = matches!(place.kind(), Kind::Postgres | Kind::Redis | Kind::Cluster);
        assert_eq!(place.url().contains(PASSWORD), with_password);
    }
}
