//! The hooks and background tasks of an application.

use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, timeout, timeout_at};

use crate::exchange::BoxFuture;
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
    tasks
        .map(|task| caught(task(stopping.clone()), "a background task panicked"))
        .collect()
}

/// A future whose panic is a line of the log at once.
async fn caught(future: BoxFuture<'static, ()>, message: &'static str) {
    let mut alone = JoinSet::new();
    alone.spawn(future);
    if alone.join_next().await.is_some_and(|ended| ended.is_err()) {
        tracing::error!("{message}");
    }
}

/// Waits for the background tasks until `end`, then runs what has to be done after the last request.
pub(super) async fn end(hooks: Hooks, mut tasks: JoinSet<()>, end: Instant, limit: Duration) {
    let ended = async { while tasks.join_next().await.is_some() {} };
    if timeout_at(end, ended).await.is_err() {
        tracing::warn!("background tasks were cut off at the end of the time to drain");
    }
    tasks.shutdown().await;
    let stopped = async {
        for hook in hooks.stop.into_iter().rev() {
            caught(hook(()), "a hook of `on_stop` panicked").await;
        }
    };
    if timeout(limit, stopped).await.is_err() {
        tracing::warn!("hooks of `on_stop` were cut off at the end of the time to drain");
    }
}
