//! Everybody comes at once when the store is back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::answers::is_unavailable;
use crate::app;
use crate::client::Client;
use crate::server::{Server, on_servers};

on_servers!(
    people_who_wait_for_the_store_do_not_bring_it_down_again: postgres redis;
);

/// As many as a small machine bears with what it spends on their side of the connections.
const PEOPLE: usize = if cfg!(debug_assertions) { 500 } else { 5_000 };
const SESSIONS: usize = 50;
/// In how long a time all come, and come again.
const ARRIVAL: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_secs(2);
const OUTAGE: Duration = Duration::from_secs(10);
/// How soon everybody is served again.
const STEADY: Duration = Duration::from_secs(3);
const AFTERWARDS: Duration = Duration::from_secs(3);

/// Asks for a page every two seconds, or when a 503 says; when, and whether it was served.
async fn person(
    client: Client,
    cookie: String,
    first: Duration,
    end: Instant,
    served: Arc<AtomicUsize>,
) -> Vec<(Instant, bool)> {
    let mut asked = Vec::new();
    tokio::time::sleep(first).await;
    while Instant::now() < end {
        let begun = Instant::now();
        let reply = client.get("/me", &cookie).await;
        let wait = if reply.status == 200 {
            served.fetch_add(1, Relaxed);
            EVERY
        } else {
            is_unavailable(&reply, "/me");
            Duration::from_secs(reply.header("retry-after").unwrap().parse().unwrap())
        };
        asked.push((begun, reply.status == 200));
        tokio::time::sleep(wait).await;
    }
    asked
}

async fn people_who_wait_for_the_store_do_not_bring_it_down_again(server: Server) {
    app::allow_connections(PEOPLE);
    let site = app::open(&server.url()).await;
    let mut cookies = Vec::new();
    for number in 0..SESSIONS {
        cookies.push(site.client.login(&format!("user{number}")).await);
    }
    server.kill();
    let end = Instant::now() + OUTAGE + STEADY + AFTERWARDS + Duration::from_secs(2);
    let served = Arc::new(AtomicUsize::new(0));
    let mut people = JoinSet::new();
    for number in 0..PEOPLE {
        let client = Client::new(site.server.address());
        let cookie = cookies[number % SESSIONS].clone();
        let first = ARRIVAL * u32::try_from(number).unwrap() / u32::try_from(PEOPLE).unwrap();
        people.spawn(person(client, cookie, first, end, Arc::clone(&served)));
    }
    tokio::time::sleep(OUTAGE).await;
    assert_eq!(served.load(Relaxed), 0);
    server.restart();
    let back = Instant::now();
    let mut most = 0;
    let mut allowed = 0;
    while back.elapsed() < STEADY + AFTERWARDS {
        let (connections, limit) = server.connections();
        most = most.max(connections);
        allowed = limit;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let asked: Vec<_> = people.join_all().await.into_iter().flatten().collect();
    let served = served.load(Relaxed);
    let [mut refused, mut late, mut all] = [0, 0, 0];
    for (at, is_served) in asked.iter().filter(|(at, _)| *at > back) {
        let is_steady = at.duration_since(back) > STEADY;
        refused += usize::from(!is_served);
        late += usize::from(is_steady && !is_served);
        all += usize::from(is_steady);
    }
    println!(
        "{PEOPLE} people were refused {refused} times after the store was back, {late} of {all} when all should be well; \
         served {served} times over at most {most} connections"
    );
    // Among hundreds at once, a machine that others have, too, answers one or the other too late.
    assert!(all >= PEOPLE && late * 100 <= all, "{late} of {all}");
    assert!(most <= allowed, "{most} connections");
    assert!(served >= PEOPLE * 2);
    site.server.stop().await;
}
