//! How long a session lasts, by a clock that is told to advance.

use std::sync::Arc;
use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::unseal;

use crate::shop::{COOKIE, Visitors, patient, shop, shop_with};
use crate::spy::{Mood, Step};
use crate::support::{SECRET, only_line, pair, value};

/// A shop with these timeouts in milliseconds.
fn timed(idle: u64, absolute: u64) -> Visitors {
    shop_with(|sessions| {
        let sessions = patient(sessions).idle(Duration::from_millis(idle));
        sessions.absolute(Duration::from_millis(absolute))
    })
}

const WEEK: u64 = 7 * 24 * 60 * 60 * 1000;
const MINUTE: u64 = 60_000;

/// The window in which one request in all is written down.
fn window(idle: u64) -> u64 {
    (idle / 10).min(MINUTE)
}

/// Whether a session lives `after` its last request, which came `at` a time after the login.
async fn lives(idle: u64, at: u64, after: u64) -> bool {
    let shop = timed(idle, WEEK);
    let cookie = shop.login("ann").await;
    shop.advance(at);
    assert_eq!(shop.me(&cookie).await, 200, "{at} ms after the login");
    shop.advance(after);
    shop.me(&cookie).await == 200
}

const IDLES: [u64; 5] = [10, 1_000, MINUTE, 10 * MINUTE, 60 * MINUTE];

#[tokio::test]
async fn a_session_never_ends_earlier_than_the_idle_timeout_after_its_last_request() {
    for idle in IDLES {
        let window = window(idle);
        for at in [0, 1, window - 1, window, window + 1, idle / 2, idle] {
            assert!(lives(idle, at, idle - 1).await, "{idle} {at}");
        }
    }
}

#[tokio::test]
async fn a_session_ends_at_the_latest_a_window_after_the_idle_timeout() {
    for idle in IDLES {
        let window = window(idle);
        for at in [0, 1, window - 1, window, window + 1, idle / 2, idle] {
            assert!(!lives(idle, at, idle + window).await, "{idle} {at}");
        }
    }
}

#[tokio::test]
async fn the_idle_timeout_is_exact_to_the_millisecond() {
    // Written down at the login, and by requests that come a window later; others count from what is written.
    for (at, lasts) in [
        (0, 66_000),
        (1, 65_999),
        (5_999, 60_001),
        (6_000, 66_000),
        (30_000, 66_000),
    ] {
        assert!(lives(MINUTE, at, lasts - 1).await, "{at}");
        assert!(!lives(MINUTE, at, lasts).await, "{at}");
    }
}

#[tokio::test]
async fn without_any_request_a_session_ends_an_hour_and_a_minute_after_the_login() {
    for (after, status) in [(61 * MINUTE - 1, 200), (61 * MINUTE, 401)] {
        let shop = shop();
        let cookie = shop.login("ann").await;
        shop.advance(after);
        assert_eq!(shop.me(&cookie).await, status);
    }
}

#[tokio::test]
async fn activity_does_not_prolong_the_absolute_timeout() {
    let shop = timed(MINUTE, 5 * MINUTE);
    let cookie = shop.login("ann").await;
    for _ in 0..14 {
        shop.advance(20_000);
        assert_eq!(shop.me(&cookie).await, 200);
        assert_eq!(shop.post("/count", &cookie).await.status(), 200);
    }
    shop.advance(19_999);
    assert_eq!(shop.me(&cookie).await, 200);
    shop.advance(1);
    assert_eq!(shop.me(&cookie).await, 401);
}

#[tokio::test]
async fn the_default_absolute_timeout_is_seven_days() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    for _ in 0..(7 * 24 * 2 - 1) {
        shop.advance(30 * MINUTE);
        assert_eq!(shop.me(&cookie).await, 200);
    }
    shop.advance(30 * MINUTE - 1);
    assert_eq!(shop.me(&cookie).await, 200);
    shop.advance(1);
    assert_eq!(shop.me(&cookie).await, 401);
}

#[tokio::test]
async fn whoever_only_reads_every_twenty_seconds_stays_logged_in_for_a_minute_of_idle() {
    for path in ["/me", "/peek"] {
        let shop = timed(MINUTE, WEEK);
        let cookie = shop.login("ann").await;
        for _ in 0..60 {
            shop.advance(20_000);
            let response = shop.get(path, &cookie).await;
            assert!(response.text().starts_with("ann"), "{path}");
        }
        assert_eq!(shop.store.calls(Step::UpdateIf), 0);
    }
}

#[tokio::test]
async fn a_change_moves_the_idle_clock_too() {
    let shop = timed(MINUTE, WEEK);
    let cookie = shop.login("ann").await;
    // Within the window: a read would not be written down, a change is.
    shop.advance(5_000);
    assert_eq!(shop.post("/count", &cookie).await.status(), 200);
    shop.advance(65_999);
    assert_eq!(shop.me(&cookie).await, 200);
}

#[tokio::test]
async fn a_page_that_does_not_ask_for_the_session_does_not_move_its_clock() {
    let shop = timed(MINUTE, WEEK);
    let cookie = shop.login("ann").await;
    for _ in 0..4 {
        shop.advance(20_000);
        shop.get("/plain", &cookie).await;
        shop.get("/handle", &cookie).await;
    }
    assert_eq!(shop.me(&cookie).await, 401);
}

#[tokio::test]
async fn a_thousand_reads_within_a_second_write_at_most_once() {
    let shop = timed(MINUTE, WEEK);
    let cookie = shop.login("ann").await;
    for (written, pause) in [(0, 0), (1, 7_000), (2, 7_000)] {
        shop.advance(pause);
        for _ in 0..1_000 {
            assert_eq!(shop.me(&cookie).await, 200);
            shop.advance(1);
        }
        assert_eq!(shop.store.touched(), written);
        assert_eq!(shop.store.calls(Step::Touch), written);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_parallel_reads_within_a_second_write_at_most_once() {
    let shop = Arc::new(timed(MINUTE, WEEK));
    for step in [Step::Load, Step::Touch] {
        shop.store.set(step, Mood::Yields);
    }
    let cookie = shop.login("ann").await;
    shop.client.clear_cookies();
    for written in 1..=5 {
        shop.advance(7_000);
        let tasks: Vec<_> = (0..1_000)
            .map(|_| {
                let (shop, cookie) = (Arc::clone(&shop), cookie.clone());
                tokio::spawn(async move {
                    let request = shop.client.get("/me").header("cookie", cookie);
                    request.send().await.status()
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), 200);
        }
        assert_eq!(shop.store.touched(), written);
    }
}

#[tokio::test]
async fn a_read_never_sends_a_cookie() {
    let shop = timed(MINUTE, WEEK);
    let cookie = shop.login("ann").await;
    for step in [0, 1, 5_999, 6_000, 20_000, 59_999] {
        shop.advance(step);
        for path in ["/me", "/peek", "/handle"] {
            let response = shop.get(path, &cookie).await;
            assert_eq!(response.status(), 200);
            assert!(response.set_cookies().is_empty(), "{path} after {step} ms");
        }
    }
}

#[tokio::test]
async fn a_session_that_is_over_is_401_for_a_client_that_keeps_its_cookie_and_stays_so() {
    let shop = timed(MINUTE, WEEK);
    let cookie = shop.login("ann").await;
    shop.advance(66_000);
    for _ in 0..3 {
        let response = shop.get("/me", &cookie).await;
        assert_eq!(response.status(), 401);
        assert!(response.set_cookies().is_empty());
        assert_eq!(shop.post("/count", &cookie).await.status(), 401);
        assert_eq!(shop.post("/rotate", &cookie).await.status(), 401);
        assert_eq!(shop.get("/peek", &cookie).await.text(), "stranger");
    }
    assert_eq!(shop.sessions_of("ann").await, "0");
}

#[tokio::test]
async fn a_session_that_ends_by_the_clock_while_a_request_has_it_does_not_come_back() {
    for change in ["count", "rotate", "rename"] {
        let shop = timed(MINUTE, WEEK);
        let cookie = shop.login("ann").await;
        let over = async { shop.advance(66_000) };
        let (slow, ()) = shop.slowly(change, &cookie, over).await;
        assert_eq!(slow.status(), 401, "{change}");
        assert!(slow.set_cookies().is_empty(), "{change}");
        assert_eq!(shop.me(&cookie).await, 401, "{change}");
    }
}

#[tokio::test]
async fn idle_absolute_and_sealed_expiry_each_end_a_session_by_one_clock() {
    let shop = timed(MINUTE, 3 * MINUTE);
    let key = SecretKey::new(SECRET).unwrap();
    let opens = |cookie: &str| {
        let now = oxy::Clock::now(shop.client.clock());
        unseal(&key, COOKIE, value(cookie), now).is_some()
    };
    let (quiet, busy) = (shop.login("ann").await, shop.login("ann").await);
    let closing = only_line(&shop.post("/until-closed", "").await);
    let closing = pair(&closing);
    shop.advance(50_000);
    for cookie in [&quiet, &busy, closing] {
        assert_eq!(shop.me(cookie).await, 200);
    }
    for _ in 0..3 {
        shop.advance(33_000);
        assert_eq!(shop.me(&busy).await, 200);
        assert_eq!(shop.me(closing).await, 200);
    }
    assert_eq!(shop.me(&quiet).await, 401, "by the idle timeout");
    assert!(opens(&quiet), "and not by its seal");
    shop.advance(31_000);
    let before = shop.store.calls(Step::Load);
    assert!(!opens(&busy), "the seal says how long it lasts");
    assert_eq!(shop.me(&busy).await, 401);
    assert_eq!(shop.store.calls(Step::Load), before, "not even asked for");
    assert!(opens(closing), "that seal has no end");
    assert_eq!(shop.me(closing).await, 401, "by the absolute timeout");
    assert_eq!(shop.client.sweep().await.unwrap(), 3);
    assert_eq!(shop.store.rows(), 0);
}
