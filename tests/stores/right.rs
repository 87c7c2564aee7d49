//! Stores that keep every rule.

use std::sync::Arc;
use std::time::Duration;

use oxy::session::MemoryStore;
use oxy::testing::check_store;

use crate::reference::Reference;

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_passes() {
    check_store(Reference::right()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_reference_passes_on_one_thread() {
    check_store(Reference::right()).await.unwrap();
}

/// The time is that of the paused clock.
#[tokio::test(start_paused = true)]
async fn a_slow_store_passes() {
    let step = Duration::from_millis(2);
    check_store(Reference::slow(step, 8)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_memory_store_passes() {
    check_store(MemoryStore::new()).await.unwrap();
}

#[tokio::test]
async fn the_memory_store_passes_on_one_thread() {
    check_store(MemoryStore::new()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_in_use_passes_several_checks_at_once() {
    let store = Arc::new(MemoryStore::new());
    let checks = [store.clone(), store.clone(), store].map(|it| tokio::spawn(check_store(it)));
    for check in checks {
        check.await.unwrap().unwrap();
    }
}
