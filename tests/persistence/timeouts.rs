//! How long a session lasts, by the application's clock and not by that of the store.

use std::time::Duration;

use crate::site::{Instance, Town};
use crate::stores::{Place, in_every_store};

in_every_store!(
    the_idle_timeout_is_exact_to_the_millisecond,
    activity_does_not_prolong_the_absolute_timeout,
    whoever_only_reads_stays_logged_in,
    a_session_that_is_over_stays_so_and_does_not_come_back_by_a_slow_write,
    the_default_timeouts_are_an_hour_and_seven_days,
    a_remembered_session_lasts_as_long_as_was_said,
);

const MINUTE: Duration = Duration::from_secs(60);
const MILLISECOND: Duration = Duration::from_millis(1);

fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// An instance whose sessions last a minute without a request.
async fn hasty(town: &Town) -> Instance {
    town.instance_with(|sessions| sessions.idle(MINUTE)).await
}

async fn the_idle_timeout_is_exact_to_the_millisecond(place: Place) {
    let town = Town::new(place);
    let site = hasty(&town).await;
    // Written down at the login, and by requests that come a tenth of the timeout later; others count from what is written.
    for (at, lasts) in [
        (0, 66_000),
        (1, 65_999),
        (5_999, 60_001),
        (6_000, 66_000),
        (30_000, 66_000),
    ] {
        let (long, short) = (
            site.client.login("ann").await,
            site.client.login("bob").await,
        );
        town.advance(milliseconds(at));
        assert_eq!(site.client.live(&[&long, &short]).await, [true, true]);
        town.advance(milliseconds(lasts - 1));
        assert_eq!(site.client.me(&long).await, 200, "{at}");
        town.advance(MILLISECOND);
        assert_eq!(site.client.me(&short).await, 401, "{at}");
        assert_eq!(site.client.me(&long).await, 200, "{at}");
    }
}

async fn activity_does_not_prolong_the_absolute_timeout(place: Place) {
    let town = Town::new(place);
    let site = town
        .instance_with(|sessions| sessions.idle(MINUTE).absolute(5 * MINUTE))
        .await;
    let cookie = site.client.login("ann").await;
    for _ in 0..14 {
        town.advance(milliseconds(20_000));
        assert_eq!(site.client.me(&cookie).await, 200);
        assert_eq!(site.client.post("/count", &cookie).await.status, 200);
    }
    town.advance(milliseconds(19_999));
    assert_eq!(site.client.me(&cookie).await, 200);
    assert_eq!(site.client.post("/rotate", &cookie).await.status, 200);
    town.advance(MILLISECOND);
    assert_eq!(site.client.me(&cookie).await, 401);
    assert!(site.sessions.list("ann").await.unwrap().is_empty());
}

async fn whoever_only_reads_stays_logged_in(place: Place) {
    let town = Town::new(place);
    let site = hasty(&town).await;
    let cookie = site.client.login("ann").await;
    for _ in 0..60 {
        town.advance(milliseconds(20_000));
        assert_eq!(site.client.get("/peek", &cookie).await.body, "in");
    }
    assert_eq!(site.client.get("/me", &cookie).await.body, "ann 0");
}

async fn a_session_that_is_over_stays_so_and_does_not_come_back_by_a_slow_write(place: Place) {
    let town = Town::new(place);
    let site = hasty(&town).await;
    for change in ["count", "rotate", "rename"] {
        let cookie = site.client.login("ann").await;
        let gate = site.gates.named(change);
        let path = format!("/slow/{change}/{change}");
        let (slow, ()) = tokio::join!(site.client.post(&path, &cookie), async {
            gate.entered.notified().await;
            town.advance(milliseconds(66_000));
            gate.go.notify_one();
        });
        assert_eq!(slow.status, 401, "{change}");
        assert!(slow.cookie_lines().is_empty(), "{change}");
        for _ in 0..2 {
            assert_eq!(site.client.me(&cookie).await, 401, "{change}");
            assert_eq!(site.client.post("/count", &cookie).await.status, 401);
            assert_eq!(site.client.get("/peek", &cookie).await.body, "stranger");
        }
        assert!(site.sessions.list("ann").await.unwrap().is_empty());
        assert!(site.sessions.list("cleo").await.unwrap().is_empty());
    }
}

async fn the_default_timeouts_are_an_hour_and_seven_days(place: Place) {
    let town = Town::new(place);
    let site = town.instance().await;
    let (quiet, busy) = (
        site.client.login("ann").await,
        site.client.login("ann").await,
    );
    town.advance(61 * MINUTE - MILLISECOND);
    assert_eq!(site.client.me(&busy).await, 200);
    town.advance(MILLISECOND);
    assert_eq!(site.client.live(&[&quiet, &busy]).await, [false, true]);
    let lived = 61 * MINUTE;
    let rest = 7 * 24 * 60 * MINUTE - lived;
    for _ in 0..(rest.as_secs() / 1_800) {
        town.advance(30 * MINUTE);
        assert_eq!(site.client.me(&busy).await, 200);
    }
    let left = rest.as_secs() % 1_800;
    town.advance(Duration::from_secs(left) - MILLISECOND);
    assert_eq!(site.client.me(&busy).await, 200);
    town.advance(MILLISECOND);
    assert_eq!(site.client.me(&busy).await, 401);
}

async fn a_remembered_session_lasts_as_long_as_was_said(place: Place) {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let town = Town::new(place);
    let site = town.instance().await;
    let reply = site.client.post("/remember/ann/30", "").await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(reply.cookie_lines()[0].contains("Max-Age=2592000"));
    let remembered = reply.new_cookie();
    let usual = site.client.login("ann").await;
    town.advance(30 * DAY - MILLISECOND);
    assert_eq!(
        site.client.live(&[&remembered, &usual]).await,
        [true, false]
    );
    town.advance(MILLISECOND);
    assert_eq!(site.client.me(&remembered).await, 401);

    // The longest that a browser keeps a cookie.
    let reply = site.client.post("/remember/ann/400", "").await;
    let longest = reply.new_cookie();
    town.advance(400 * DAY - MILLISECOND);
    assert_eq!(site.client.me(&longest).await, 200);
    town.advance(MILLISECOND);
    assert_eq!(site.client.me(&longest).await, 401);
}
