//! Waiting for the end of a session, by time that passes only when nobody has anything to do.

use std::sync::Arc;
use std::time::Duration;

use oxy::prelude::*;
use oxy::testing::TestResponse;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::shop::{Account, Gate, Shop, Visitors, shop};
use crate::spy::{Mood, Step};
use crate::support::{only_line, pair};

/// Answers when the session has ended.
#[get("/watch", app = Shop, timeout = "24 h")]
async fn watch(user: Session<Account>, gate: Context<Gate>) -> &'static str {
    let ended = user.ended();
    drop(user);
    gate.pass().await;
    ended.await;
    "ended"
}

/// Somebody who waits for the end of a session, and has begun to.
async fn watcher(shop: &Arc<Visitors>, cookie: &str) -> JoinHandle<TestResponse> {
    shop.client.clear_cookies();
    let watching = shop.store.calls(Step::WatchEnded);
    let task = tokio::spawn({
        let (shop, cookie) = (Arc::clone(shop), cookie.to_owned());
        async move {
            let request = shop.client.get("/watch").header("cookie", cookie);
            request.send().await
        }
    });
    shop.gate.entered.notified().await;
    shop.gate.go.notify_one();
    while shop.store.calls(Step::WatchEnded) == watching {
        tokio::task::yield_now().await;
    }
    task
}

/// What a watcher says in the end.
async fn end(task: JoinHandle<TestResponse>) -> String {
    let ended = tokio::time::timeout(Duration::from_secs(3600), task).await;
    ended.expect("an end").unwrap().text()
}

/// The longest time until the store is asked again in any case.
const LOOK: Duration = Duration::from_secs(30);

#[tokio::test(start_paused = true)]
async fn the_end_by_another_request_is_noticed_at_once() {
    for path in ["/logout", "/leave", "/end-all", "/login/bob", "/rename/bob"] {
        let shop = Arc::new(shop());
        let cookie = shop.login("ann").await;
        let task = watcher(&shop, &cookie).await;
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert!(!task.is_finished(), "not before {path}");
        let before = Instant::now();
        shop.post(path, &cookie).await;
        assert_eq!(end(task).await, "ended", "{path}");
        assert_eq!(before.elapsed(), Duration::ZERO, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_of_all_sessions_of_a_user_is_noticed_in_each() {
    let shop = Arc::new(shop());
    let (one, two) = (shop.login("ann").await, shop.login("ann").await);
    let other = shop.login("bob").await;
    let (first, second) = (watcher(&shop, &one).await, watcher(&shop, &two).await);
    let third = watcher(&shop, &other).await;
    let before = Instant::now();
    assert_eq!(shop.post("/end-all", &one).await.text(), "2");
    assert_eq!(end(first).await, "ended");
    assert_eq!(end(second).await, "ended");
    assert_eq!(before.elapsed(), Duration::ZERO);
    assert!(!third.is_finished(), "that is another user's");
    shop.post("/logout", &other).await;
    assert_eq!(end(third).await, "ended");
}

#[tokio::test(start_paused = true)]
async fn changes_and_reads_and_a_new_id_are_no_end() {
    let shop = Arc::new(shop());
    let cookie = shop.login("ann").await;
    let task = watcher(&shop, &cookie).await;
    shop.post("/count", &cookie).await;
    let rotated = shop.post("/rotate", &cookie).await;
    let cookie = pair(&only_line(&rotated)).to_owned();
    shop.get("/me", &cookie).await;
    tokio::time::advance(10 * LOOK).await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!task.is_finished());
    shop.post("/logout", &cookie).await;
    assert_eq!(end(task).await, "ended");
}

#[tokio::test(start_paused = true)]
async fn a_session_that_has_ended_before_is_not_waited_for() {
    let shop = Arc::new(shop());
    let cookie = shop.login("ann").await;
    let before = Instant::now();
    let (response, _) = tokio::join!(shop.get("/watch", &cookie), async {
        shop.gate.entered.notified().await;
        let logout = shop.client.post("/logout").header("cookie", &cookie);
        assert_eq!(logout.send().await.status(), 200);
        shop.gate.go.notify_one();
    });
    assert_eq!(response.text(), "ended");
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_end_by_the_clock_is_noticed_at_once() {
    let shop = Arc::new(shop());
    let cookie = shop.login("ann").await;
    let task = watcher(&shop, &cookie).await;
    let before = Instant::now();
    shop.advance(61 * 60_000);
    assert_eq!(end(task).await, "ended");
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn waiting_does_not_prolong_a_session() {
    let shop = Arc::new(shop());
    let cookie = shop.login("ann").await;
    let task = watcher(&shop, &cookie).await;
    for _ in 0..61 {
        assert!(!task.is_finished());
        shop.advance(60_000);
        tokio::time::sleep(LOOK).await;
    }
    tokio::time::sleep(LOOK).await;
    assert_eq!(shop.store.calls(Step::Touch), 0);
    assert_eq!(end(task).await, "ended");
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_no_end_and_the_end_after_it_is_noticed() {
    for mood in [Mood::Fails, Mood::Hangs] {
        let shop = Arc::new(shop());
        let cookie = shop.login("ann").await;
        let task = watcher(&shop, &cookie).await;
        shop.store.set_all(mood);
        tokio::time::sleep(10 * LOOK).await;
        assert!(!task.is_finished(), "{mood:?}");
        shop.store.set_all(Mood::Works);
        assert_eq!(shop.post("/logout", &cookie).await.status(), 200);
        let before = Instant::now();
        assert_eq!(end(task).await, "ended", "{mood:?}");
        assert!(before.elapsed() <= LOOK, "{mood:?} {:?}", before.elapsed());
    }
}
