//! Nobody is in a session that somebody else chose.

use std::time::Duration;

use oxy::Clock as _;
use oxy::testing::{seal, unseal};
use oxy::{SecretKey, SessionCounts};

use crate::site::{COOKIE, Town};
use crate::stores::{Place, in_every_store};
use crate::support::{SECRET, value};

in_every_store!(
    a_login_over_a_session_gives_a_new_id_and_ends_the_old_one,
    an_id_that_the_store_does_not_know_is_never_adopted,
    a_rotation_leaves_the_old_id_worth_nothing,
);

async fn a_login_over_a_session_gives_a_new_id_and_ends_the_old_one(place: Place) {
    let town = Town::new(place);
    let site = town.instance().await;
    for before in ["nobody", "bob", "ann"] {
        let old = site.client.login(before).await;
        assert_eq!(site.client.me(&old).await, 200);
        let new = site.client.login_over("ann", &old).await;
        assert_ne!(id(&town, &new), id(&town, &old));
        assert_eq!(site.client.live(&[&old, &new]).await, [false, true]);
        assert_eq!(site.client.get("/me", &new).await.body, "ann 0");
        // What was kept in a browser that the victim used before the login.
        let logout = site.client.post("/logout", &old).await;
        assert_eq!(logout.status, 401, "{before}");
        assert_eq!(site.client.me(&new).await, 200, "{before}");
        assert_eq!(site.sessions.list("ann").await.unwrap().len(), 1);
        assert!(site.sessions.list("bob").await.unwrap().is_empty());
        assert_eq!(site.client.post("/logout", &new).await.status, 200);
    }
}

/// What the cookie carries.
fn id(town: &Town, cookie: &str) -> String {
    let key = SecretKey::new(SECRET).unwrap();
    unseal(&key, COOKIE, value(cookie), town.clock.now()).expect("a sealed id")
}

async fn an_id_that_the_store_does_not_know_is_never_adopted(place: Place) {
    let town = Town::new(place);
    let site = town.instance().await;
    let gone = site.client.login("ann").await;
    assert_eq!(site.client.post("/logout", &gone).await.status, 200);
    let key = SecretKey::new(SECRET).unwrap();
    let sealed = |id: &str| {
        let hour = Duration::from_secs(3_600);
        let token = seal(&key, COOKIE, id, hour, town.clock.now()).unwrap();
        format!("{COOKIE}={token}")
    };
    // Right in form and well sealed, as somebody who has the key would make it.
    let made_up = sealed(&"A".repeat(64));
    let own_choice = sealed("session-abc-123");
    let plain = format!("{COOKIE}={}", "A".repeat(64));
    for cookie in [&gone, &made_up, &own_choice, &plain] {
        for _ in 0..2 {
            assert_eq!(site.client.me(cookie).await, 401);
            assert_eq!(site.client.post("/count", cookie).await.status, 401);
            assert_eq!(site.client.post("/rotate", cookie).await.status, 401);
            assert_eq!(site.client.get("/peek", cookie).await.body, "stranger");
        }
        let new = site.client.login_over("ann", cookie).await;
        assert_ne!(value(&new), value(cookie));
        if value(cookie).len() > 64 {
            assert_ne!(id(&town, &new), id(&town, cookie));
        }
        assert_eq!(site.client.live(&[cookie, &new]).await, [false, true]);
    }
    let SessionCounts { begun, renewed, .. } = site.sessions.counts();
    assert_eq!((begun, renewed), (5, 0), "none of them was a session");
}

async fn a_rotation_leaves_the_old_id_worth_nothing(place: Place) {
    let town = Town::new(place);
    let site = town.instance().await;
    let old = site.client.login("ann").await;
    assert_eq!(site.client.post("/count", &old).await.body, "1");
    let new = site.client.post("/rotate", &old).await.new_cookie();
    assert_eq!(site.client.live(&[&old, &new]).await, [false, true]);
    assert_eq!(site.client.get("/me", &new).await.body, "ann 1");
    assert_eq!(site.client.post("/count", &old).await.status, 401);
    assert_eq!(site.client.post("/rotate", &old).await.status, 401);
    assert_eq!(site.client.post("/count", &new).await.body, "2");
    assert_eq!(site.sessions.list("ann").await.unwrap().len(), 1);
}
