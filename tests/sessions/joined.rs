//! Several steps on sessions within one request, one after another or at once.

use std::time::Duration;

use oxy::prelude::*;

use crate::shop::{Account, Gate, Shop, busy_shop, shop};
use crate::spy::{Mood, Step};
use crate::support::{only_line, pair};

#[post("/join/begin-begin", app = Shop)]
async fn begin_begin(sessions: SessionHandle<Account>) -> Result<(), Error> {
    let (one, two) = tokio::join!(
        sessions.begin(Account::of("ann")).into_future(),
        sessions.begin(Account::of("ann")).into_future()
    );
    one?;
    two?;
    Ok(())
}

#[post("/join/end-begin", app = Shop)]
async fn end_begin(sessions: SessionHandle<Account>) -> Result<(), Error> {
    let begun = sessions.begin(Account::of("ann")).into_future();
    let (ended, begun) = tokio::join!(sessions.end(), begun);
    ended?;
    begun?;
    Ok(())
}

/// Writes, waits, and renews the id.
#[post("/write-and-rotate", app = Shop)]
async fn write_and_rotate(mut user: Session<Account>, gate: Context<Gate>) -> Result<(), Error> {
    gate.pass().await;
    user.update(|user| user.count += 1).await?;
    user.rotate().await
}

/// Gives up on a new id after a while, and answers all the same.
#[post("/rotate-or-not", app = Shop)]
async fn rotate_or_not(mut user: Session<Account>) -> &'static str {
    let rotated = tokio::time::timeout(Duration::from_millis(100), user.rotate());
    match rotated.await {
        Ok(Ok(())) => "rotated",
        Ok(Err(_)) => "refused",
        Err(_) => "given up",
    }
}

/// Waits, and renews the id whatever comes of it.
#[post("/rotate-later", app = Shop)]
async fn rotate_later(mut user: Session<Account>, gate: Context<Gate>) -> &'static str {
    gate.pass().await;
    user.rotate().await.map_or("refused", |()| "rotated")
}

#[post("/begin-and-end-others", app = Shop)]
async fn begin_and_end_others(
    user: Session<Account>,
    sessions: SessionHandle<Account>,
) -> Result<String, Error> {
    sessions.begin(Account::of("ann")).await?;
    Ok(user.end_others().await?.to_string())
}

#[tokio::test]
async fn of_two_logins_at_once_one_session_is_left() {
    let shop = busy_shop();
    for step in [Step::Create, Step::Delete] {
        shop.store.set(step, Mood::Yields);
    }
    for before in [
        String::new(),
        shop.login("ann").await,
        shop.login("bob").await,
    ] {
        let response = shop.post("/join/begin-begin", &before).await;
        assert_eq!(shop.me(pair(&only_line(&response))).await, 200);
        assert_eq!(
            shop.post("/logout", pair(&only_line(&response)))
                .await
                .status(),
            200
        );
    }
    assert_eq!(shop.store.rows(), 0);
}

#[tokio::test]
async fn a_login_and_a_logout_at_once_leave_no_session_without_a_cookie() {
    let shop = busy_shop();
    for step in [Step::Create, Step::Delete] {
        shop.store.set(step, Mood::Yields);
    }
    for name in ["", "ann", "bob"] {
        let before = match name {
            "" => String::new(),
            name => shop.login(name).await,
        };
        let response = shop.post("/join/end-begin", &before).await;
        let lines = response.set_cookies();
        let mut live = 0;
        for line in &lines {
            live += usize::from(shop.me(pair(line)).await == 200);
        }
        assert_eq!(shop.store.rows(), live, "{name} {lines:?}");
        for line in &lines {
            shop.post("/leave", pair(line)).await;
        }
    }
}

#[tokio::test]
async fn a_request_that_was_overtaken_by_a_rotation_cannot_rotate_again() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let (slow, fast) = tokio::join!(shop.post("/write-and-rotate", &cookie), async {
        shop.gate.entered.notified().await;
        // A write, so that the slow one finds another version, and a new id.
        shop.post("/count", &cookie).await;
        let fast = shop.post("/rotate", &cookie).await;
        shop.gate.go.notify_one();
        fast
    });
    assert_eq!(slow.status(), 401);
    assert!(slow.set_cookies().is_empty());
    let renewed = only_line(&fast);
    assert_eq!(shop.get("/me", pair(&renewed)).await.text(), "ann 2 0");
}

#[tokio::test]
async fn an_error_of_a_rotation_does_not_end_the_session_that_another_request_renewed() {
    let shop = shop();
    let cookie = shop.login("ann").await;
    let (slow, fast) = tokio::join!(shop.post("/rotate-later", &cookie), async {
        shop.gate.entered.notified().await;
        let fast = shop.post("/rotate", &cookie).await;
        shop.store.set(Step::Rotate, Mood::Fails);
        shop.gate.go.notify_one();
        fast
    });
    assert_eq!(slow.text(), "refused");
    assert_eq!(shop.me(pair(&only_line(&fast))).await, 200);
}

#[tokio::test(start_paused = true)]
async fn a_rotation_that_was_given_up_leaves_no_session_that_nobody_can_enter() {
    for mood in [Mood::Mute, Mood::Hangs] {
        let shop = shop();
        let cookie = shop.login("ann").await;
        shop.store.set(Step::Rotate, mood);
        let response = shop.post("/rotate-or-not", &cookie).await;
        assert_eq!(response.text(), "given up");
        assert_eq!(shop.me(&cookie).await, 401, "{mood:?}");
        assert_eq!(shop.store.rows(), 0, "{mood:?}");
    }
}

#[tokio::test]
async fn who_logs_in_anew_and_ends_the_others_stays_logged_in() {
    let shop = shop();
    let (other, cookie) = (shop.login("ann").await, shop.login("ann").await);
    let response = shop.post("/begin-and-end-others", &cookie).await;
    assert_eq!(response.text(), "1");
    assert_eq!(shop.me(pair(&only_line(&response))).await, 200);
    assert_eq!(shop.me(&other).await, 401);
    assert_eq!(shop.store.rows(), 1);
}
