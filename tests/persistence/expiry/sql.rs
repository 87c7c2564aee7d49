//! Rows stay until they are swept: that must not be felt.

use std::time::{Duration, Instant};

use super::load::Load;
use super::rows::{Rows, now};
use crate::site::{Instance, Town};
use crate::stores::{Place, in_every_sql_store};

in_every_sql_store!(
    a_sweep_of_a_million_ended_sessions_holds_no_request_up_for_long,
    a_hundred_thousand_sessions_that_end_at_once_do_not_end_others,
);

const ENDED: u32 = 1_000_000;
const LIVE: u32 = 100_000;
const USERS: u32 = 40;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);

async fn log_in(site: &Instance, name: &str) -> Vec<String> {
    let mut cookies = Vec::new();
    for user in 0..USERS {
        cookies.push(site.client.login(&format!("{name}{user}")).await);
    }
    cookies
}

async fn a_sweep_of_a_million_ended_sessions_holds_no_request_up_for_long(place: Place) {
    let _alone = crate::alone().await;
    let town = Town::new(place);
    let sites @ [here, there] = &[town.instance().await, town.instance().await];
    let cookies = log_in(here, "user").await;
    let mut rows = Rows::of(&town).await;
    let start = Instant::now();
    rows.add(LIVE, now(&town).after(DAY)).await;
    rows.add(ENDED, now(&town)).await;
    let live = i64::from(LIVE + USERS);
    assert_eq!(rows.count(now(&town)).await, (i64::from(ENDED), live));
    println!("filled in {:?}", start.elapsed());

    let load = Load::begin(sites.each_ref(), &cookies);
    load.go_on(1_000).await;
    println!("before: {}", load.end().await);
    let load = Load::begin(sites.each_ref(), &cookies);
    let start = Instant::now();
    // Every instance does it by itself, and does not know of the others.
    let (first, second) = tokio::join!(here.sessions.sweep(), there.sessions.sweep());
    let removed = first.unwrap() + second.unwrap();
    let took = start.elapsed();
    println!("meanwhile: {}", load.end().await);
    println!("{removed} removed in {took:?}");

    // Servers sweep every minute besides.
    assert!(removed <= ENDED as usize, "{removed}");
    assert_eq!(rows.count(now(&town)).await, (0, live));
    let all: Vec<_> = cookies.iter().collect();
    assert!(there.client.live(&all).await.iter().all(|live| *live));
    for site in [here, there] {
        assert_eq!(site.sessions.counts().store_error, 0);
    }
}

async fn a_hundred_thousand_sessions_that_end_at_once_do_not_end_others(place: Place) {
    let _alone = crate::alone().await;
    let town = Town::new(place);
    let sites @ [here, there] = &[town.instance().await, town.instance().await];
    let ending = log_in(here, "ann").await;
    let mut rows = Rows::of(&town).await;
    // With the idle time of an hour and a window of a minute, as those that have logged in.
    rows.add(LIVE, now(&town).after(HOUR + HOUR / 60)).await;
    town.advance(HOUR);
    let cookies = log_in(there, "bob").await;
    let load = Load::begin(sites.each_ref(), &cookies);
    load.go_on(200).await;
    town.advance(HOUR / 60);
    let ended = i64::from(LIVE + USERS);
    let (found, live) = rows.count(now(&town)).await;
    assert_eq!((found, live), (ended, i64::from(USERS)));
    let all: Vec<_> = ending.iter().collect();
    assert!(here.client.live(&all).await.iter().all(|live| !live));
    load.go_on(200).await;
    let start = Instant::now();
    let (first, second) = tokio::join!(here.sessions.sweep(), there.sessions.sweep());
    let removed = first.unwrap() + second.unwrap();
    println!("{removed} removed in {:?}", start.elapsed());
    load.go_on(200).await;
    println!("{}", load.end().await);
    assert_eq!(rows.count(now(&town)).await, (0, i64::from(USERS)));
    assert!(there.client.live(&all).await.iter().all(|live| !live));
    for site in [here, there] {
        let counts = site.sessions.counts();
        assert_eq!((counts.store_error, counts.begun), (0, u64::from(USERS)));
    }
}
