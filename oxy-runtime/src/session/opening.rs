//! Making a store ready: before the port is bound, or by the first who need it, and until it succeeds.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use rand::RngExt as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::session::erased::ErasedStore;
use crate::session::store::StoreError;

/// How long one attempt may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait after the first attempt that failed; each further wait is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest wait: a store that is back is found within a second.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Whether a store is ready, and the one task that makes it so.
#[derive(Clone)]
pub(super) struct Opening {
    shared: Arc<Shared>,
}

struct Shared {
    store: Arc<dyn ErasedStore>,
    /// Why it will never be ready.
    refused: Option<String>,
    ready: OnceLock<()>,
    /// What came of the last attempt of the task; none before the first is over.
    outcome: watch::Sender<Option<Result<(), String>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Opening {
    pub(super) fn new(store: Arc<dyn ErasedStore>, refused: Option<String>) -> Self {
        Self {
            shared: Arc::new(Shared {
                store,
                refused,
                ready: OnceLock::new(),
                outcome: watch::Sender::new(None),
                task: Mutex::default(),
            }),
        }
    }

    /// Tries once.
    pub(super) async fn open(&self) -> Result<(), StoreError> {
        if self.is_ready() {
            return Ok(());
        }
        if let Some(reason) = &self.shared.refused {
            return Err(StoreError::new(reason));
        }
        let opened = tokio::time::timeout(PATIENCE, self.shared.store.open()).await;
        opened.unwrap_or_else(|_| {
            Err(StoreError::new(format!(
                "it did not answer within {PATIENCE:?}"
            )))
        })?;
        let _ = self.shared.ready.set(());
        Ok(())
    }

    /// Waits until the store is ready, or an attempt has failed. The attempts go on when nobody waits any more.
    pub(super) async fn ready(&self) -> Result<(), StoreError> {
        if self.is_ready() {
            return Ok(());
        }
        let mut outcome = self.shared.outcome.subscribe();
        self.begin();
        let outcome = outcome.wait_for(Option::is_some).await;
        match outcome.as_deref() {
            Ok(Some(Err(message))) => Err(StoreError::new(message)),
            _ => Ok(()),
        }
    }

    /// Sees to it that the task is there.
    pub(super) fn begin(&self) {
        let task = self.shared.task.lock();
        let mut task = task.unwrap_or_else(PoisonError::into_inner);
        // A task ends with its runtime, which the store may outlive.
        if task.as_ref().is_none_or(JoinHandle::is_finished) {
            *task = Some(tokio::spawn(self.clone().open_at_last()));
        }
    }

    async fn open_at_last(self) {
        let mut wait = FIRST_WAIT;
        loop {
            let opened = self.open().await;
            let failed = opened.as_ref().err().map(ToString::to_string);
            if let Some(cause) = &failed {
                tracing::warn!(%cause, "the session store is not ready; it is tried again");
            }
            let outcome = failed.map_or(Ok(()), Err);
            let is_ready = outcome.is_ok();
            self.shared.outcome.send_replace(Some(outcome));
            if is_ready {
                return;
            }
            // Servers that lost one store must not come back to it all at once.
            let part = rand::rng().random_range(0.5..1.0);
            tokio::time::sleep(wait.mul_f64(part)).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    pub(super) fn is_ready(&self) -> bool {
        self.shared.ready.get().is_some()
    }
}
