//! The stores of oxy, by their addresses, on real servers.

mod any;
mod conformance;
mod outages;
mod peer;
mod processes;

use tokio::sync::{Mutex, MutexGuard};

/// Hundreds of tasks at once are as much as a small machine answers in time: these tests have it one after the other.
async fn alone() -> MutexGuard<'static, ()> {
    static MACHINE: Mutex<()> = Mutex::const_new(());
    MACHINE.lock().await
}
