//! The word to stop, from the handle to the listener, all connections and the tasks of the application.

use tokio::sync::watch;
use tokio::time::{Duration, Instant};

/// A connection is new for as long.
const NEW: Duration = Duration::from_millis(250);

/// Says that the server shall stop; so does dropping it.
pub(crate) struct Stop(watch::Sender<bool>);

/// Tells a background task that the server stops, see [`Serve::background`](crate::Serve::background).
#[derive(Debug, Clone)]
pub struct Stopping(watch::Receiver<bool>);

pub(crate) fn stop() -> (Stop, Stopping) {
    let (sender, receiver) = watch::channel(false);
    (Stop(sender), Stopping(receiver))
}

impl Stop {
    pub(crate) fn say(&self) {
        self.0.send_replace(true);
    }
}

impl Stopping {
    /// Waits until the server stops. What waits beside it, in a `tokio::select!`, is then left alone.
    pub async fn wait(&mut self) {
        // An error means that the sender was dropped, which is the same word.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    /// Whether the word may have come; [`wait`](Stopping::wait) knows.
    pub(crate) fn is_near(&self) -> bool {
        self.0.has_changed().unwrap_or(true)
    }

    /// Waits for `first`, what a connection begins with, unless the word comes; but whoever has only just come is heard: the
    /// bytes are on their way.
    pub(crate) async fn unless_new<F: Future>(&mut self, first: F) -> Option<F::Output> {
        let born = Instant::now();
        let mut first = std::pin::pin!(first);
        tokio::select! {
            biased;
            first = first.as_mut() => return Some(first),
            () = self.wait() => {}
        }
        tokio::time::timeout_at(born + NEW, first).await.ok()
    }
}
