//! A rotation: the same session under a new id.

use std::sync::Arc;
use std::time::Duration;

use oxy::prelude::*;

use crate::shop::{Account, Shop, busy_shop, shop, shop_with};
use crate::spy::{Mood, Step};
use crate::support::{attributes, only_line, pair};

const DAY: u64 = 24 * 60 * 60 * 1000;

#[post("/rotate-twice", app = Shop)]
async fn rotate_twice(mut user: Session<Account>) -> Result<&'static str, Error> {
    user.rotate().await?;
    user.rotate().await?;
    Ok("rotated twice")
}

/// A login and a rotation in one request, with the browser's session as the lifetime or not.
#[post("/begin-and-rotate/{until_closed}", app = Shop)]
async fn begin_and_rotate(
    until_closed: bool,
    sessions: SessionHandle<Account>,
) -> Result<&'static str, Error> {
    let begin = sessions.begin(Account::of("ann"));
    let mut session = if until_closed {
        begin.browser_session().await?
    } else {
        begin.await?
    };
    session.rotate().await?;
    Ok("begun and rotated")
}

#[post("/labelled", app = Shop)]
async fn labelled(sessions: SessionHandle<Account>) -> Result<&'static str, Error> {
    sessions.begin(Account::of("ann")).label("a phone").await?;
    Ok("begun")
}

/// What the list says about the session of this request, apart from its reference.
#[get("/listed", app = Shop)]
async fn listed(user: Session<Account>) -> Result<String, Error> {
    let mut list = user.list().await?;
    let info = list.pop().ok_or_else(|| Error::internal("an empty list"))?;
    let times = (info.created, info.last_seen);
    Ok(format!(
        "{} {:?} {times:?} {}",
        list.len(),
        info.label,
        info.current
    ))
}

#[tokio::test]
async fn a_rotation_keeps_the_data_under_a_new_id_and_the_old_one_is_dead() {
    for name in ["ann", "nobody"] {
        let shop = shop();
        let old = shop.login(name).await;
        shop.post("/count", &old).await;
        let response = shop.post("/rotate", &old).await;
        assert_eq!(response.status(), 200);
        let new = only_line(&response);
        let new = pair(&new);
        assert_ne!(shop.id(new), shop.id(&old));
        assert_eq!(shop.get("/me", new).await.text(), format!("{name} 1 0"));
        assert_eq!(shop.me(&old).await, 401);
        assert_eq!(shop.store.rows(), 1);
        assert_eq!(shop.store.calls(Step::Rotate), 1);
    }
}

#[tokio::test]
async fn after_a_rotation_the_user_still_has_one_session_that_began_when_it_did() {
    let shop = shop();
    let old = only_line(&shop.post("/labelled", "").await);
    let before = shop.get("/listed", pair(&old)).await.text();
    assert!(before.starts_with("0 Some(\"a phone\")"), "{before}");
    assert!(before.ends_with("true"), "{before}");
    shop.advance(30_000);
    let new = only_line(&shop.post("/rotate", pair(&old)).await);
    assert_eq!(shop.get("/listed", pair(&new)).await.text(), before);
    assert_eq!(shop.sessions_of("ann").await, "1");
}

#[tokio::test]
async fn a_rotation_does_not_prolong_the_absolute_timeout() {
    let shop = shop_with(|sessions| sessions.idle(Duration::from_secs(400 * 24 * 60 * 60)));
    let old = shop.login("ann").await;
    shop.advance(DAY);
    let new = only_line(&shop.post("/rotate", &old).await);
    let left = "Max-Age=518400";
    assert_eq!(
        attributes(&new),
        ["HttpOnly", left, "Path=/", "SameSite=Lax", "Secure"],
        "six days"
    );
    shop.advance(6 * DAY - 1);
    assert_eq!(shop.me(pair(&new)).await, 200);
    shop.advance(1);
    assert_eq!(shop.me(pair(&new)).await, 401);
}

#[tokio::test]
async fn a_rotated_browser_session_still_ends_with_the_browser() {
    for path in ["/rotate", "/rename/bob"] {
        let shop = shop_with(|sessions| sessions.browser_session());
        let old = shop.login("ann").await;
        let new = only_line(&shop.post(path, &old).await);
        assert_eq!(
            attributes(&new),
            ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"],
            "{path}"
        );
        assert_eq!(shop.me(pair(&new)).await, 200);
    }
}

#[tokio::test]
async fn a_rotation_goes_by_the_lifetime_that_the_login_of_its_request_chose() {
    let shop = shop();
    for (until_closed, persistent) in [(true, false), (false, true)] {
        let old = shop.login("ann").await;
        let closing = only_line(&shop.post("/until-closed", &old).await);
        for before in ["", &shop.login("ann").await, pair(&closing)] {
            let path = format!("/begin-and-rotate/{until_closed}");
            let line = only_line(&shop.post(&path, before).await);
            assert_eq!(line.contains("Max-Age=604800"), persistent, "{line}");
            assert_eq!(line.contains("Max-Age"), persistent, "{line}");
        }
    }
}

#[tokio::test]
async fn of_two_rotations_in_one_request_the_last_id_lives() {
    let shop = shop();
    let old = shop.login("ann").await;
    let new = only_line(&shop.post("/rotate-twice", &old).await);
    assert_eq!(shop.me(pair(&new)).await, 200);
    assert_eq!(shop.me(&old).await, 401);
    assert_eq!(shop.store.rows(), 1);
}

#[tokio::test]
async fn of_ten_parallel_rotations_one_succeeds() {
    let shop = Arc::new(busy_shop());
    // On one thread, so that all have the session before any of them moves it.
    shop.store.set(Step::Load, Mood::Yields);
    shop.store.set(Step::Rotate, Mood::Yields);
    for _ in 0..50 {
        let old = shop.login("ann").await;
        shop.client.clear_cookies();
        let tasks: Vec<_> = (0..10)
            .map(|_| {
                let (shop, old) = (Arc::clone(&shop), old.clone());
                tokio::spawn(async move {
                    let request = shop.client.post("/rotate").header("cookie", old);
                    request.send().await
                })
            })
            .collect();
        let mut winners = Vec::new();
        for task in tasks {
            let response = task.await.unwrap();
            match response.status().as_u16() {
                200 => winners.push(only_line(&response)),
                status => {
                    assert_eq!(status, 401);
                    assert!(response.set_cookies().is_empty());
                }
            }
        }
        assert_eq!(winners.len(), 1);
        assert_eq!(shop.store.rows(), 1);
        assert_eq!(shop.me(pair(&winners[0])).await, 200);
        assert_eq!(shop.me(&old).await, 401);
        shop.post("/logout", pair(&winners[0])).await;
    }
}
