//! A store that fails, or does not answer: 503 where a session is needed, and nobody is logged out.

use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::TestResponse;
use tokio::time::Instant;

use crate::shop::{Account, Shop, Visitors, shop, shop_with};
use crate::spy::{CAUSE, Mood, Step};
use crate::support::{detail, only_line, pair};

const OUTAGES: [Mood; 2] = [Mood::Fails, Mood::Hangs];

#[get("/current", app = Shop)]
async fn current(sessions: SessionHandle<Account>) -> Result<String, Error> {
    Ok(sessions.current().await?.is_some().to_string())
}

#[post("/end-others", app = Shop)]
async fn end_others(user: Session<Account>) -> Result<String, Error> {
    Ok(user.end_others().await?.to_string())
}

/// 503 with a time to come again, no cookie, and no word about the cause.
#[track_caller]
fn is_unavailable(response: &TestResponse, what: &str) {
    assert_eq!(response.status(), 503, "{what}");
    assert_eq!(response.header("retry-after"), Some("2"), "{what}");
    assert_eq!(response.header("cache-control"), Some("no-store"), "{what}");
    assert!(response.set_cookies().is_empty(), "{what}");
    let body = response.text();
    for secret in [CAUSE, "postgres", "hunter2", "10.0.0.7", "500ms", "store"] {
        assert!(!body.contains(secret), "{secret} in {body}");
    }
}

/// After the outage the cookie is as good as before.
async fn is_logged_in(shop: &Visitors, cookie: &str) {
    shop.store.set_all(Mood::Works);
    assert_eq!(shop.get("/me", cookie).await.text(), "ann 0 0");
    assert_eq!(shop.store.rows(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_route_that_needs_a_session_is_503_for_whoever_brings_a_cookie() {
    for mood in OUTAGES {
        let shop = shop();
        let cookie = shop.login("ann").await;
        shop.store.set_all(mood);
        for path in ["/me", "/peek", "/current"] {
            is_unavailable(&shop.get(path, &cookie).await, path);
        }
        is_logged_in(&shop, &cookie).await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_page_of_an_outage_says_to_try_again() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    shop.store.set_all(Mood::Fails);
    assert_eq!(
        detail(&shop.get("/me", &cookie).await),
        "sessions are not available at the moment; please try again"
    );
}

#[tokio::test(start_paused = true)]
async fn who_brings_no_cookie_or_a_bad_one_does_not_notice_the_outage() {
    for mood in OUTAGES {
        let shop = shop();
        shop.store.set_all(mood);
        for cookie in ["", "__Host-session_id=junk", "theme=dark"] {
            assert_eq!(shop.me(cookie).await, 401, "{mood:?}");
            assert_eq!(shop.get("/peek", cookie).await.text(), "stranger");
            assert_eq!(shop.post("/leave", cookie).await.status(), 200);
        }
        assert_eq!(shop.store.all_calls(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn routes_without_a_session_are_not_touched() {
    for mood in OUTAGES {
        let shop = shop();
        let cookie = shop.login("ann").await;
        let before = shop.store.all_calls();
        shop.store.set_all(mood);
        for path in ["/plain", "/handle"] {
            assert_eq!(shop.get(path, &cookie).await.status(), 200, "{path}");
        }
        assert_eq!(shop.get("/no-such-page", &cookie).await.status(), 404);
        assert_eq!(shop.store.all_calls(), before);
    }
}

#[tokio::test(start_paused = true)]
async fn a_logout_that_cannot_be_carried_out_says_so_and_the_cookie_stays_good() {
    for mood in OUTAGES {
        // With nothing but the deletion failing, and with everything.
        for all in [false, true] {
            for path in ["/logout", "/leave", "/end-all", "/end-others"] {
                let shop = shop();
                let cookie = shop.login("ann").await;
                shop.store.set(Step::Delete, mood);
                shop.store.set(Step::DeleteByUser, mood);
                if all {
                    shop.store.set_all(mood);
                }
                is_unavailable(&shop.post(path, &cookie).await, path);
                is_logged_in(&shop, &cookie).await;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_login_that_cannot_be_stored_is_503_without_a_cookie() {
    for mood in [Mood::Fails, Mood::Hangs, Mood::Mute] {
        let shop = shop();
        shop.store.set(Step::Create, mood);
        is_unavailable(&shop.post("/login/ann", "").await, "login");
        assert_eq!(shop.store.rows(), 0, "{mood:?}");
        shop.store.set_all(Mood::Works);
        assert_eq!(shop.me(&shop.login("ann").await).await, 200);
    }
}

#[tokio::test(start_paused = true)]
async fn a_login_that_cannot_end_the_older_session_does_not_begin_one() {
    for mood in OUTAGES {
        let shop = shop();
        let old = shop.login("ann").await;
        shop.store.set_all(mood);
        // The older session of another user, and of the same.
        for name in ["bob", "ann"] {
            let path = format!("/login/{name}");
            is_unavailable(&shop.post(&path, &old).await, &path);
        }
        is_logged_in(&shop, &old).await;
        assert_eq!(shop.sessions_of("bob").await, "0");
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_that_cannot_be_touched_can_be_read() {
    for mood in OUTAGES {
        let shop = shop();
        let cookie = shop.login("ann").await;
        shop.store.set(Step::Touch, mood);
        for _ in 0..3 {
            shop.advance(19 * 60_000);
            let response = shop.get("/me", &cookie).await;
            assert_eq!(response.text(), "ann 0 0", "{mood:?}");
        }
        assert_eq!(shop.store.calls(Step::Touch), 3);
        // The idle clock stands meanwhile, and goes on with the first touch that is written.
        shop.store.set(Step::Touch, Mood::Works);
        assert_eq!(shop.me(&cookie).await, 200);
        shop.advance(59 * 60_000);
        assert_eq!(shop.me(&cookie).await, 200);
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_that_cannot_be_stored_is_503_and_nothing_is_changed() {
    for mood in OUTAGES {
        for (path, step) in [
            ("/count", Step::UpdateIf),
            ("/rotate", Step::Rotate),
            ("/rename/bob", Step::Delete),
        ] {
            let shop = shop();
            let cookie = shop.login("ann").await;
            shop.store.set(step, mood);
            is_unavailable(&shop.post(path, &cookie).await, path);
            is_logged_in(&shop, &cookie).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_session_that_was_stored_without_an_answer_is_deleted_again() {
    for mood in [Mood::Mute, Mood::Loses] {
        let shop = shop();
        let cookie = shop.login("ann").await;
        shop.store.set(Step::Create, mood);
        is_unavailable(&shop.post("/rename/bob", &cookie).await, "rename");
        assert_eq!(shop.store.rows(), 0, "{mood:?}");
        assert_eq!(shop.me(&cookie).await, 401, "{mood:?}");
    }
}

/// The first attempt to delete it meets the same outage.
#[tokio::test(start_paused = true)]
async fn a_login_that_was_stored_without_an_answer_is_deleted_after_the_outage() {
    let shop = shop();
    shop.store.set(Step::Create, Mood::Loses);
    shop.store.set(Step::Delete, Mood::Fails);
    is_unavailable(&shop.post("/login/ann", "").await, "login");
    assert_eq!(shop.store.rows(), 1, "nobody has its id");
    shop.store.set_all(Mood::Works);
    shop.store.until_empty().await;
}

#[tokio::test(start_paused = true)]
async fn an_id_that_was_renewed_without_an_answer_is_good_again() {
    for mood in [Mood::Mute, Mood::Loses] {
        let shop = shop();
        let cookie = shop.login("ann").await;
        shop.store.set(Step::Rotate, mood);
        is_unavailable(&shop.post("/rotate", &cookie).await, "/rotate");
        is_logged_in(&shop, &cookie).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_id_that_is_renewed_after_the_answer_is_good_again() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    shop.store.set(Step::Rotate, Mood::Waits);
    let (response, ()) = tokio::join!(shop.post("/rotate", &cookie), async {
        shop.store.entered.notified().await;
        // What takes it back comes before it.
        shop.store.set(Step::Rotate, Mood::Works);
    });
    is_unavailable(&response, "/rotate");
    assert_eq!(shop.store.calls(Step::Rotate), 2);
    shop.store.go.notify_one();
    shop.store.until_done(Step::Rotate, 2).await;
    assert_eq!(shop.store.calls(Step::Rotate), 3);
    is_logged_in(&shop, &cookie).await;
}

/// The store stands still from the renewal on, does it at last, and goes on failing for a moment.
#[tokio::test(start_paused = true)]
async fn an_id_that_is_renewed_within_an_outage_is_good_again_after_it() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    shop.store.set(Step::Rotate, Mood::Waits);
    let (response, ()) = tokio::join!(shop.post("/rotate", &cookie), async {
        shop.store.entered.notified().await;
        shop.store.set_all(Mood::Fails);
    });
    is_unavailable(&response, "/rotate");
    shop.store.go.notify_one();
    shop.store.until_done(Step::Rotate, 0).await;
    shop.store.set_all(Mood::Works);
    shop.store.until_done(Step::Rotate, 1).await;
    is_logged_in(&shop, &cookie).await;
}

#[tokio::test(start_paused = true)]
async fn the_lists_of_a_user_are_503_too() {
    for mood in OUTAGES {
        let shop = shop();
        let cookie = shop.login("ann").await;
        shop.store.set(Step::ByUser, mood);
        is_unavailable(&shop.get("/listed", &cookie).await, "list");
        is_unavailable(&shop.get("/sessions/ann", "").await, "list of all");
        is_logged_in(&shop, &cookie).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_of_the_store_may_take_half_a_second() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    shop.store.set_all(Mood::Hangs);
    let before = Instant::now();
    is_unavailable(&shop.get("/me", &cookie).await, "/me");
    assert_eq!(before.elapsed(), Duration::from_millis(500));
    is_logged_in(&shop, &cookie).await;
}

#[tokio::test(start_paused = true)]
async fn a_login_that_is_not_answered_does_not_wait_once_more_to_be_taken_back() {
    let shop = shop();
    shop.store.set_all(Mood::Hangs);
    let before = Instant::now();
    is_unavailable(&shop.post("/login/ann", "").await, "login");
    assert!(
        before.elapsed() <= Duration::from_millis(550),
        "{:?}",
        before.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_each_call_is_the_application_s() {
    let shop = shop_with(|sessions| sessions.deadline(Duration::from_millis(5)));
    let cookie = shop.login("ann").await;
    shop.store.set_all(Mood::Hangs);
    let before = Instant::now();
    is_unavailable(&shop.get("/me", &cookie).await, "/me");
    assert_eq!(before.elapsed(), Duration::from_millis(5));
    is_logged_in(&shop, &cookie).await;
}

#[tokio::test(start_paused = true)]
async fn an_undo_that_fails_leaves_a_session_that_nobody_can_use() {
    let shop = shop();
    shop.store.set(Step::Delete, Mood::Fails);
    let response = shop.post("/begin-then/500", "").await;
    assert_eq!(response.status(), 500);
    assert!(response.set_cookies().is_empty());
    assert_eq!(shop.store.rows(), 1, "it waits for its end");
    shop.store.set_all(Mood::Works);
    shop.advance(61 * 60_000);
    assert_eq!(shop.client.sweep().await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn after_an_outage_a_login_goes_on_as_if_nothing_was() {
    let shop = shop();
    let old = shop.login("ann").await;
    shop.store.set_all(Mood::Fails);
    is_unavailable(&shop.post("/login/bob", &old).await, "login");
    shop.store.set_all(Mood::Works);
    let new = only_line(&shop.post("/login/bob", &old).await);
    assert_eq!(shop.get("/me", pair(&new)).await.text(), "bob 0 0");
    assert_eq!(shop.me(&old).await, 401);
    assert_eq!(shop.store.rows(), 1);
}
