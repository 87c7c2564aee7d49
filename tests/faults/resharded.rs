//! A cluster whose slots move, or some of whose servers are gone.

use std::time::{Duration, Instant};

use crate::answers::{Span, What};
use crate::app;
use crate::crowd::{Crowd, Member};
use crate::server::{Server, on_servers};
use crate::servers::{Cluster, Redis};

on_servers!(
    slots_that_move_are_not_noticed: cluster;
    a_master_that_is_killed_costs_its_third_some_seconds: cluster;
    slots_without_a_server_cost_nobody_else_anything: cluster;
);

const CALM: Duration = Duration::from_millis(1_500);
/// That of the nodes, after which one counts as dead.
const NODE_TIMEOUT: Duration = Duration::from_millis(1_500);
/// How long it may take until a client knows of a new master.
const LEARNED: Duration = Duration::from_millis(500);
const MEMBERS: usize = 24;
/// How late a replica may be, on a busy machine: what it has not got is lost when it takes over.
const REPLICATED: Duration = Duration::from_secs(1);

fn cluster(server: &Server) -> &Cluster {
    let Server::Cluster(cluster) = server else {
        panic!("it has no slots");
    };
    cluster
}

/// The names of those whose sessions a node has.
fn members_of(node: &Redis, members: &[Member]) -> Vec<String> {
    let keys = node.cli(&["KEYS", "oxy:*:*"]);
    let users: Vec<_> = keys
        .lines()
        .map(|key| node.cli(&["HGET", key, "u"]))
        .collect();
    let names = members.iter().map(|member| member.name.clone());
    names.filter(|name| users.contains(name)).collect()
}

async fn slots_that_move_are_not_noticed(server: Server) {
    let cluster = cluster(&server);
    let site = app::open(&server.url()).await;
    let mut crowd = Crowd::of(site.server.address(), MEMBERS, 3).await;
    let calm = crowd.pass(CALM).await;
    let masters = [0, 6_000, 12_000].map(|slot| cluster.master_of(slot));
    let from = Instant::now();
    let before = members_of(&cluster.nodes()[masters[0]], &crowd.members);
    cluster.reshard(masters[0], masters[1], 1_000);
    cluster.reshard(masters[1], masters[2], 400);
    let moved = from.elapsed();
    let after = members_of(&cluster.nodes()[masters[0]], &crowd.members);
    crowd.pass(Duration::from_secs(1)).await;
    let seen = crowd.disperse().await;
    assert!(after.len() < before.len(), "{before:?} became {after:?}");
    seen.answers.are_all(200, "at any time");
    seen.nothing_is_lost(None);
    println!(
        "1,400 slots in {moved:?}: {} answers, none of them an error",
        seen.answers.0.len()
    );
    assert!(seen.answers.within(calm).0.len() >= 10);
    seen.all_are_there(&site, |_| true).await;
    site.server.stop().await;
}

async fn a_master_that_is_killed_costs_its_third_some_seconds(server: Server) {
    let cluster = cluster(&server);
    let site = app::open(&server.url()).await;
    let mut crowd = Crowd::of(site.server.address(), MEMBERS, 0).await;
    let calm = crowd.pass(CALM).await;
    let master = cluster.master_of(0);
    let hit = members_of(&cluster.nodes()[master], &crowd.members);
    let killing = Instant::now();
    cluster.kill(master);
    crowd.pass(NODE_TIMEOUT).await;
    // When its replica takes over is the cluster's affair: half a second and up to a second more after the others agree.
    tokio::task::block_in_place(|| cluster.wait_until_ok());
    let taken_over = killing.elapsed();
    crowd.pass(LEARNED).await;
    let failover = Span {
        from: killing,
        to: Instant::now(),
    };
    let well = crowd.pass(CALM).await;
    cluster.restart(master);
    cluster.wait_until_ok();
    let back = crowd.pass(CALM).await;
    let seen = crowd.disperse().await;

    let sessions = seen.answers.of(&[What::Dashboard, What::Change]);
    sessions.within(calm).are_all(200, "before");
    sessions.within(well).are_all(200, "after the failover");
    sessions
        .within(back)
        .are_all(200, "after the old master is back");
    assert_eq!(sessions.count(401), 0, "logged out");
    seen.nothing_is_lost(Some(killing - REPLICATED));
    let mut refused = sessions.from(killing);
    refused.0.retain(|answer| answer.status == 503);
    let mut who: Vec<_> = refused.0.iter().map(|answer| answer.who.clone()).collect();
    who.sort();
    who.dedup();
    let others = who.iter().find(|who| !hit.contains(who));
    assert!(others.is_none(), "{others:?} is not of {hit:?}");
    let last = refused.0.iter().map(|answer| answer.begun).max();
    println!(
        "{} of {MEMBERS} had their session there, {} got 503, for {:?}; its replica had taken over after {taken_over:?}",
        hit.len(),
        who.len(),
        last.map(|last| last - killing).unwrap_or_default()
    );
    seen.plain_is_untouched(calm, failover);
    seen.in_time(&refused, Duration::from_millis(600), failover);
    seen.all_are_there(&site, |_| true).await;
    site.server.stop().await;
}

async fn slots_without_a_server_cost_nobody_else_anything(server: Server) {
    let cluster = cluster(&server);
    let site = app::open(&server.url()).await;
    let mut crowd = Crowd::of(site.server.address(), MEMBERS, 0).await;
    let calm = crowd.pass(CALM).await;
    let master = cluster.master_of(0);
    let both = [master, cluster.replica_of(master)];
    let hit = members_of(&cluster.nodes()[master], &crowd.members);
    assert!(!hit.is_empty() && hit.len() < MEMBERS, "{hit:?}");
    for node in both {
        cluster.pause(node);
    }
    // Before and after the others count them as dead.
    let outage = crowd.pass(NODE_TIMEOUT * 3).await;
    for node in both {
        cluster.resume(node);
    }
    cluster.wait_until_ok();
    crowd.pass(Duration::from_secs(1)).await;
    let well = crowd.pass(CALM).await;
    let seen = crowd.disperse().await;

    let sessions = seen.answers.of(&[What::Dashboard, What::Change]);
    sessions.within(calm).are_all(200, "before");
    let mut during = [sessions.within(outage), sessions.within(outage)];
    during[0].0.retain(|answer| hit.contains(&answer.who));
    during[1].0.retain(|answer| !hit.contains(&answer.who));
    during[0].are_all(503, "those whose servers are stopped");
    during[1].are_all(200, "the others");
    let plain = seen.plain_is_untouched(calm, outage);
    seen.in_time(&during[0], Duration::from_millis(600), outage);
    seen.in_time(&during[1], plain + Duration::from_millis(50), outage);
    sessions.within(well).are_all(200, "after");
    seen.nothing_is_lost(Some(calm.to - REPLICATED));
    println!(
        "{} of {MEMBERS} got 503 within {:?}, the others 200 within {:?}",
        hit.len(),
        during[0].p99(),
        during[1].p99()
    );
    seen.all_are_there(&site, |_| true).await;
    site.server.stop().await;
}
