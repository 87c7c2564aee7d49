//! At most so many sessions of one user.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::{devices, live};
use crate::shop::shop_with;
use crate::spy::{Mood, Step};
use crate::support::{only_line, pair};

#[tokio::test]
async fn one_more_ends_the_oldest() {
    let shop = shop_with(|sessions| sessions.per_user(2));
    let mut cookies = Vec::new();
    for _ in 0..4 {
        cookies.push(shop.login("ann").await);
        shop.advance(1_000);
    }
    let bob = shop.login("bob").await;
    let all: Vec<_> = cookies.iter().chain([&bob]).collect();
    assert_eq!(live(&shop, &all).await, [false, false, true, true, true]);
    assert_eq!(devices(&shop, &cookies[3]).await.len(), 2);
}

#[tokio::test]
async fn the_oldest_is_who_logged_in_first_however_often_it_is_used() {
    let shop = shop_with(|sessions| sessions.per_user(2));
    let first = shop.login("ann").await;
    shop.advance(1_000);
    let second = shop.login("ann").await;
    shop.advance(100_000);
    assert_eq!(shop.me(&first).await, 200);
    // A rotation makes nobody younger.
    let rotated = pair(&only_line(&shop.post("/rotate", &first).await)).to_owned();
    let third = shop.login("ann").await;
    let all = [&first, &rotated, &second, &third];
    assert_eq!(live(&shop, &all).await, [false, false, true, true]);
}

#[tokio::test]
async fn a_login_over_an_own_session_costs_no_other() {
    let shop = shop_with(|sessions| sessions.per_user(2));
    let other = shop.login("ann").await;
    shop.advance(1_000);
    let mut own = shop.login("ann").await;
    for _ in 0..3 {
        shop.advance(1_000);
        let again = shop.post("/login/ann", &own).await;
        own = pair(&only_line(&again)).to_owned();
    }
    assert_eq!(live(&shop, &[&other, &own]).await, [true, true]);
}

#[tokio::test]
async fn sessions_without_a_user_are_not_counted() {
    let shop = shop_with(|sessions| sessions.per_user(1));
    let mut cookies = Vec::new();
    for _ in 0..5 {
        cookies.push(shop.login("nobody").await);
    }
    let all: Vec<_> = cookies.iter().collect();
    assert_eq!(live(&shop, &all).await, [true; 5]);
}

#[tokio::test]
async fn what_has_ended_is_not_counted() {
    let shop = shop_with(|sessions| sessions.per_user(2));
    let old = shop.login("ann").await;
    shop.advance(1_000);
    let kept = shop.login("ann").await;
    shop.advance(1_000);
    let gone = shop.login("ann").await;
    assert_eq!(
        live(&shop, &[&old, &kept, &gone]).await,
        [false, true, true]
    );
    shop.post("/logout", &gone).await;
    let new = shop.login("ann").await;
    assert_eq!(live(&shop, &[&kept, &new]).await, [true, true]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn logins_at_once_never_leave_more() {
    let shop = Arc::new(shop_with(|sessions| sessions.per_user(3)));
    for step in [Step::Create, Step::Delete, Step::Load] {
        shop.store.set(step, Mood::Yields);
    }
    let mut logins = JoinSet::new();
    for _ in 0..40 {
        let shop = Arc::clone(&shop);
        logins.spawn(async move {
            let response = shop.client.post("/login/ann").send().await;
            assert_eq!(response.status(), 303);
        });
    }
    logins.join_all().await;
    assert_eq!(shop.sessions_of("ann").await, "3");
    assert_eq!(shop.store.rows(), 3);
}
