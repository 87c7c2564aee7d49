//! A logout is final: no request that has the session brings it back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::site::{Instance, Town};
use crate::stores::{Place, in_every_store};
use crate::support::socket::Reply;

const ROUNDS: usize = 1_000;
/// Sessions that are looked at beside each other.
const LANES: usize = 8;
const LOGOUTS: [&str; 3] = ["/logout", "/leave", "/end-all"];

in_every_store!(
    an_update_after_the_logout_is_refused_a_thousand_times_of_a_thousand,
    a_rotation_after_the_logout_is_refused_a_thousand_times_of_a_thousand,
    a_change_of_user_after_the_logout_is_refused,
    writers_on_two_instances_that_race_a_logout_never_bring_the_session_back,
    a_rotation_that_races_a_logout_leaves_no_cookie_that_works,
);

/// In every round a request takes the session, a logout is answered, and only then the request changes the session.
async fn overtaken(place: Place, change: &'static str, rounds: usize) {
    let town = Town::new(place);
    let site = Arc::new(town.instance().await);
    let mut lanes = JoinSet::new();
    for lane in 0..LANES {
        let site = Arc::clone(&site);
        lanes.spawn(async move {
            for round in (lane..rounds).step_by(LANES) {
                let logout = LOGOUTS[round % LOGOUTS.len()];
                one_is_overtaken(&site, &format!("user{lane}"), change, logout).await;
            }
        });
    }
    lanes.join_all().await;
    for lane in 0..LANES {
        let left = site.sessions.list(&format!("user{lane}")).await.unwrap();
        assert!(left.is_empty(), "{left:?}");
    }
    let cleo = site.sessions.list("cleo").await.unwrap();
    assert!(cleo.is_empty(), "{cleo:?}");
    let counts = site.sessions.counts();
    assert_eq!(counts.begun, rounds as u64, "{counts:?}");
    assert_eq!(counts.ended + counts.revoked, rounds as u64, "{counts:?}");
    assert_eq!(counts.store_error, 0, "{counts:?}");
}

async fn one_is_overtaken(site: &Instance, user: &str, change: &str, logout: &str) {
    let cookie = site.client.login(user).await;
    let gate = site.gates.named(user);
    let path = format!("/slow/{change}/{user}");
    let (slow, ()) = tokio::join!(site.client.post(&path, &cookie), async {
        gate.entered.notified().await;
        assert_eq!(site.client.post(logout, &cookie).await.status, 200);
        gate.go.notify_one();
    });
    assert_eq!(slow.status, 401, "{change} after {logout}: {}", slow.body);
    assert!(slow.cookie_lines().is_empty(), "{change} after {logout}");
    assert_eq!(site.client.me(&cookie).await, 401, "{change} {logout}");
}

async fn an_update_after_the_logout_is_refused_a_thousand_times_of_a_thousand(place: Place) {
    overtaken(place, "count", ROUNDS).await;
}

async fn a_rotation_after_the_logout_is_refused_a_thousand_times_of_a_thousand(place: Place) {
    overtaken(place, "rotate", ROUNDS).await;
}

async fn a_change_of_user_after_the_logout_is_refused(place: Place) {
    overtaken(place, "rename", ROUNDS / 10).await;
}

/// A request on a task of its own, and so perhaps on a thread of its own.
fn race(tasks: &mut JoinSet<Reply>, site: &Arc<Instance>, path: &'static str, cookie: &str) {
    let (site, cookie) = (Arc::clone(site), cookie.to_owned());
    tasks.spawn(async move { site.client.post(path, &cookie).await });
}

/// From none to more than a writer needs: somewhere in between the two meet.
async fn head_start(round: u64) {
    let start = Instant::now();
    while start.elapsed() < Duration::from_micros(round % 20 * 100) {
        tokio::task::yield_now().await;
    }
}

async fn writers_on_two_instances_that_race_a_logout_never_bring_the_session_back(place: Place) {
    let town = Town::new(place);
    let here = Arc::new(town.instance().await);
    let there = Arc::new(town.instance().await);
    let mut written = 0;
    for round in 0..200_u64 {
        let cookie = here.client.login("ann").await;
        let mut writers = JoinSet::new();
        for site in [&here, &there, &there] {
            race(&mut writers, site, "/count", &cookie);
        }
        head_start(round).await;
        let logout = here.client.post("/leave", &cookie).await;
        assert_eq!(logout.body, "true", "round {round}");
        while let Some(reply) = writers.join_next().await {
            let reply = reply.unwrap();
            assert!(matches!(reply.status, 200 | 401), "round {round}");
            written += usize::from(reply.status == 200);
            assert!(reply.cookie_lines().is_empty(), "round {round}");
        }
        for site in [&here, &there] {
            assert_eq!(site.client.me(&cookie).await, 401, "round {round}");
        }
    }
    assert!(here.sessions.list("ann").await.unwrap().is_empty());
    println!("{written} of 600 writers were first");
    assert!((1..600).contains(&written), "no race: {written} of 600");
}

async fn a_rotation_that_races_a_logout_leaves_no_cookie_that_works(place: Place) {
    let town = Town::new(place);
    let here = Arc::new(town.instance().await);
    let there = Arc::new(town.instance().await);
    let mut rotated = 0;
    for round in 0..200_u64 {
        let cookie = here.client.login("ann").await;
        let mut rotation = JoinSet::new();
        race(&mut rotation, &there, "/rotate", &cookie);
        head_start(round).await;
        let logout = here.client.post("/leave", &cookie).await;
        let rotation = rotation.join_next().await.unwrap().unwrap();
        assert_eq!(logout.status, 200, "round {round}");
        assert!(matches!(rotation.status, 200 | 401), "round {round}");
        // The secret of the cookie is not compared by a logout: it ends the session whichever id that has by then.
        assert_eq!(logout.body, "true", "round {round}");
        for site in [&here, &there] {
            assert_eq!(site.client.me(&cookie).await, 401, "round {round}");
        }
        if rotation.status == 200 {
            rotated += 1;
            let renewed = rotation.new_cookie();
            assert_eq!(here.client.me(&renewed).await, 401, "round {round}");
        }
    }
    assert!(here.sessions.list("ann").await.unwrap().is_empty());
    println!("{rotated} of 200 rotations were first");
    assert!((1..200).contains(&rotated), "no race: {rotated} of 200");
}
