//! The hooks and background tasks of an application.

use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, timeout, timeout_at};

use crate::launch::{Hooks, LaunchError};
use crate::stop::Stopping;

/// Runs what has to be done before the first request.
pub(super) async fn begin(hooks: &mut Hooks) -> Result<(), LaunchError> {
    for hook in std::mem::take(&mut hooks.start) {
        hook(()).await.map_err(LaunchError::OnStart)?;
    }
    Ok(())
}

/// Starts what runs beside the requests.
pub(super) fn spawn(hooks: &mut Hooks, stopping: &Stopping) -> JoinSet<()> {
    let tasks = std::mem::take(&mut hooks.background).into_iter();
    tasks.map(|task| task(stopping.clone())).collect()
}

/// Waits for the background tasks until `end`, then runs what has to be done after the last request.
pub(super) async fn end(hooks: Hooks, mut tasks: JoinSet<()>, end: Instant, limit: Duration) {
    let ended = async {
        while let Some(ended) = tasks.join_next().await {
            if ended.is_err() {
                tracing::error!("a background task panicked");
            }
        }
    };
    if timeout_at(end, ended).await.is_err() {
        tracing::warn!("background tasks were cut off at the end of the time to drain");
    }
    tasks.shutdown().await;
    let stopped = async {
        for hook in hooks.stop.into_iter().rev() {
            // In a task of its own, so that a panic of one does not keep the others from running.
            if tokio::spawn(hook(())).await.is_err() {
                tracing::error!("a hook of `on_stop` panicked");
            }
        }
    };
    if timeout(limit, stopped).await.is_err() {
        tracing::warn!("hooks of `on_stop` were cut off at the end of the time to drain");
    }
}
