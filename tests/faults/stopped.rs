//! The server of the store does not answer, because its process is stopped or a lock is held, and goes on.

use std::time::{Duration, Instant};

use crate::answers::Span;
use crate::app;
use crate::crowd::{Crowd, Seen};
use crate::server::{Server, on_servers};
use crate::site::Instance;

on_servers!(
    a_stopped_process_costs_503_within_the_deadline: postgres redis cluster;
    a_lock_of_the_table_costs_503_within_the_deadline: postgres;
);

const CALM: Duration = Duration::from_millis(1_500);
const OUTAGE: Duration = Duration::from_secs(5);
/// How soon all is well when it answers again.
const BACK: Duration = Duration::from_secs(1);
/// The deadline of half a second, and a tenth for all the rest.
const LATEST: Duration = Duration::from_millis(600);

/// The times of an outage.
struct Times {
    calm: Span,
    outage: Span,
    well: Span,
}

async fn look_at(server: &Server, site: &Instance, seen: Seen, times: &Times) {
    let sessions = seen.answers.of_sessions();
    sessions.within(times.calm).are_all(200, "before");
    let during = sessions.within(times.outage);
    during.are_all(503, "during it");
    let plain = seen.plain_is_untouched(times.calm, times.outage);
    seen.in_time(&during, LATEST, times.outage);
    sessions.within(times.well).are_all(200, "after");
    let is_durable = !matches!(server, Server::Cluster(_));
    // A replica that takes over may lack the master's last steps.
    let safe = times.calm.to - Duration::from_secs(1);
    let is_lost = |since: Option<Instant>| !is_durable && since.is_some_and(|since| since > safe);
    let strangers = sessions.0.iter().filter(|answer| answer.status == 401);
    let unexplained = strangers.filter(|answer| !is_lost(answer.since)).count();
    assert_eq!(unexplained, 0, "logged out");
    seen.nothing_is_lost((!is_durable).then_some(safe));
    println!(
        "{} times 503 during it, p99 {:?}, plain {plain:?}",
        during.0.len(),
        during.p99()
    );
    seen.all_are_there(site, |left| {
        is_durable || left < safe || left > times.outage.to
    })
    .await;
}

async fn a_stopped_process_costs_503_within_the_deadline(server: Server) {
    let site = app::open(&server.url()).await;
    let mut crowd = Crowd::gather(site.server.address()).await;
    let calm = crowd.pass(CALM).await;
    server.pause();
    let outage = crowd.pass(OUTAGE).await;
    server.resume();
    crowd.pass(BACK).await;
    let well = crowd.pass(CALM).await;
    let seen = crowd.disperse().await;
    let times = Times { calm, outage, well };
    look_at(&server, &site, seen, &times).await;
    let (connections, most) = server.connections();
    assert!(connections <= most, "{connections}");
    site.server.stop().await;
}

async fn a_lock_of_the_table_costs_503_within_the_deadline(server: Server) {
    let Server::Postgres(postgres) = &server else {
        panic!("there is no table");
    };
    let site = app::open(&server.url()).await;
    let mut crowd = Crowd::gather(site.server.address()).await;
    let calm = crowd.pass(CALM).await;
    let held = OUTAGE.as_secs();
    let lock = format!("LOCK TABLE oxy_sessions; SELECT pg_sleep({held})");
    let outage = std::thread::scope(|threads| {
        let holder = threads.spawn(|| postgres.psql(&lock));
        let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted";
        while postgres.psql(waiting) == "0" {}
        // Some of it is over by now.
        let rest = OUTAGE - Duration::from_secs(1);
        let outage = tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(crowd.pass(rest))
        });
        holder.join().unwrap();
        outage
    });
    crowd.pass(BACK).await;
    let well = crowd.pass(CALM).await;
    let seen = crowd.disperse().await;
    let times = Times { calm, outage, well };
    look_at(&server, &site, seen, &times).await;
    let (connections, most) = server.connections();
    assert!(connections <= most, "{connections}");
    site.server.stop().await;
}
