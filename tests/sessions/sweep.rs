//! What has ended is removed without anybody asking.

use std::sync::Arc;
use std::time::Duration;

use crate::shop::{open_shop, shop, shop_with};
use crate::spy::{Mood, Step};

#[tokio::test]
async fn a_sweep_removes_what_has_ended_and_nothing_else() {
    let shop = shop();
    for _ in 0..50 {
        shop.login("ann").await;
        shop.login("nobody").await;
    }
    shop.advance(30 * 60_000);
    let live = shop.login("bob").await;
    shop.advance(40 * 60_000);
    assert_eq!(shop.store.rows(), 101);
    assert_eq!(shop.client.sweep().await.unwrap(), 100);
    assert_eq!(shop.store.rows(), 1);
    assert_eq!(shop.me(&live).await, 200);
}

/// Half a minute is far more than a request would wait for the store.
#[tokio::test(start_paused = true)]
async fn a_sweep_takes_the_time_that_it_takes() {
    let mut kept = None;
    let shop = shop_with(|sessions| kept.insert(sessions).clone());
    shop.login("ann").await;
    shop.advance(70 * 60_000);
    shop.store.set(Step::Sweep, Mood::Waits);
    let slow_store = async {
        shop.store.entered.notified().await;
        tokio::time::sleep(Duration::from_secs(30)).await;
        shop.store.go.notify_one();
    };
    let (swept, ()) = tokio::join!(shop.client.sweep(), slow_store);
    assert_eq!(swept.unwrap(), 1);
    assert_eq!(kept.unwrap().counts().store_error, 0);
}

/// Time passes when nobody has anything to do.
#[tokio::test(start_paused = true)]
async fn a_server_sweeps_by_itself_every_minute_and_goes_on_after_an_error() {
    let shop = open_shop().await;
    let store = Arc::clone(&shop.store);
    let before = store.calls(Step::Sweep);
    tokio::time::sleep(Duration::from_secs(61)).await;
    assert_eq!(store.calls(Step::Sweep), before + 1);
    store.set(Step::Sweep, Mood::Fails);
    tokio::time::sleep(Duration::from_secs(60)).await;
    store.set(Step::Sweep, Mood::Works);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(store.calls(Step::Sweep), before + 3);
    shop.server.stop().await;
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(store.calls(Step::Sweep), before + 3, "not after the stop");
}
