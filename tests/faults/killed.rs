//! The server of the store is killed while people are at work, and started again.

use std::time::{Duration, Instant};

use crate::app;
use crate::crowd::Crowd;
use crate::server::{Server, on_servers};

on_servers!(
    a_kill_costs_503_and_no_session: postgres redis cluster;
    the_end_of_all_connections_is_hardly_noticed: postgres;
);

const CALM: Duration = Duration::from_millis(1_500);
const OUTAGE: Duration = Duration::from_secs(4);
/// How soon all is well after the server answers again.
const BACK: Duration = Duration::from_secs(2);
/// How late a 503 may be.
const LATEST: Duration = Duration::from_secs(1);
/// Redis with `appendfsync everysec` may lose what is younger.
const SAFE: Duration = Duration::from_secs(1);

async fn a_kill_costs_503_and_no_session(server: Server) {
    let site = app::open(&server.url()).await;
    let mut crowd = Crowd::gather(site.server.address()).await;
    let calm = crowd.pass(CALM).await;
    let killing = Instant::now();
    server.kill();
    let outage = crowd.pass(OUTAGE).await;
    server.restart();
    let back = Instant::now();
    crowd.pass(BACK).await;
    let well = crowd.pass(CALM).await;
    let seen = crowd.disperse().await;

    let sessions = seen.answers.of_sessions();
    let before = sessions.within(calm);
    before.are_all(200, "before");
    let during = sessions.within(outage);
    during.are_all(503, "during it");
    let plain = seen.plain_is_untouched(calm, outage);
    seen.in_time(&during, LATEST, outage);
    // What was acknowledged within the last second may be gone with a Redis that is killed: then its owner is a stranger.
    let is_lost = |since: Option<Instant>| {
        let is_young = since.is_some_and(|since| since + SAFE > killing && since < back);
        is_young && !matches!(server, Server::Postgres(_))
    };
    for answer in &sessions.0 {
        let is_known = answer.status != 401 || is_lost(answer.since);
        assert!(is_known, "logged out: {answer:?}");
    }
    let is_durable = matches!(server, Server::Postgres(_));
    seen.nothing_is_lost((!is_durable).then(|| killing - SAFE));
    sessions.within(well).are_all(200, "after");
    let healed = sessions.0.iter().filter(|answer| answer.status == 503);
    let healed = healed.map(|answer| answer.begun).max().unwrap();
    println!(
        "{} before, {} times 503 during it, p99 {:?}, plain {plain:?}; well {:?} after it answered",
        before.0.len(),
        during.0.len(),
        during.p99(),
        healed.saturating_duration_since(back),
    );
    seen.all_are_there(&site, |left| left < killing - SAFE || left > back)
        .await;
    site.server.stop().await;
}

async fn the_end_of_all_connections_is_hardly_noticed(server: Server) {
    let Server::Postgres(postgres) = &server else {
        panic!("there are no sessions of a server to end");
    };
    let site = app::open(&server.url()).await;
    let mut crowd = Crowd::gather(site.server.address()).await;
    let calm = crowd.pass(CALM).await;
    let mut healed = Vec::new();
    for _ in 0..3 {
        let ended = postgres.psql(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'oxy'",
        );
        assert_ne!(ended, "0");
        let end = Instant::now();
        // Each connection that ends under a step may cost that one.
        crowd.pass(Duration::from_millis(300)).await;
        healed.push((end, crowd.pass(Duration::from_millis(700)).await));
    }
    let seen = crowd.disperse().await;
    let sessions = seen.answers.of_sessions();
    sessions.within(calm).are_all(200, "before");
    assert_eq!(sessions.count(401), 0, "logged out");
    seen.nothing_is_lost(None);
    for (end, span) in healed {
        sessions.within(span).are_all(200, "after");
        let cost = sessions.from(end).count(503);
        assert!(
            cost <= 3 * 10,
            "{cost} times 503, at most 10 connections had ended"
        );
    }
    println!("{} times 503 of {}", sessions.count(503), sessions.0.len());
    seen.all_are_there(&site, |_| true).await;
    site.server.stop().await;
}
