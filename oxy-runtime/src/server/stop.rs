//! The word to stop, from the handle to the listener and all connections.

use tokio::sync::watch;

/// Says that the server shall stop; so does dropping it.
pub(super) struct Stop(watch::Sender<bool>);

/// Waits for the word.
#[derive(Clone)]
pub(super) struct Stopped(watch::Receiver<bool>);

pub(super) fn stop() -> (Stop, Stopped) {
    let (sender, receiver) = watch::channel(false);
    (Stop(sender), Stopped(receiver))
}

impl Stop {
    pub(super) fn say(&self) {
        self.0.send_replace(true);
    }
}

impl Stopped {
    pub(super) async fn wait(&mut self) {
        // An error means that the sender was dropped, which is the same word.
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}
