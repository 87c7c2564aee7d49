//! Tests that have the machine for themselves.

use tokio::sync::{Mutex, MutexGuard};

/// Hundreds of tasks at once are as much as a small machine answers in time: whoever measures has it in turn.
pub(crate) async fn alone() -> MutexGuard<'static, ()> {
    static MACHINE: Mutex<()> = Mutex::const_new(());
    MACHINE.lock().await
}
