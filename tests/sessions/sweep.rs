//! What has ended is removed without anybody asking.

use std::sync::Arc;
use std::time::Duration;

use crate::shop::{open_shop, shop};
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
