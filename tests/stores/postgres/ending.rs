//! Runtimes that end while requests wait for connections.

use std::sync::Arc;
use std::time::Duration;

use oxy::session::SessionStore as _;
use tokio::runtime::Runtime;

use super::{Site, add, is_live, now, session, user};
use crate::servers::shared_postgres;

/// Nothing is begun for those who wait where nothing can be done any more, and the next runtime finds the store in order.
#[test]
fn a_runtime_that_ends_leaves_the_store_in_order() {
    let site = Site::on(shared_postgres());
    let ann = session(&user("ann"), now());
    let store = Runtime::new().unwrap().block_on(async {
        let store = Arc::new(site.store(2).await);
        add(&*store, &ann).await;
        store
    });
    for turn in 0..20 {
        let runtime = Runtime::new().unwrap();
        runtime.block_on(async {
            assert!(is_live(&*store, &ann).await);
            for _ in 0..500 {
                let (store, key, now) = (Arc::clone(&store), ann.key, ann.seen);
                tokio::spawn(async move { while store.load(&key, now).await.is_ok() {} });
            }
            tokio::time::sleep(Duration::from_millis(turn * 3)).await;
        });
    }
}
