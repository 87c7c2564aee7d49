//! Steps that are carried to their end although the request that asked for them does not wait any more.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use rand::RngExt as _;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;
use tracing::Instrument;

use crate::session::erased::ErasedStore;
use crate::session::id::{SecretHash, SessionKey};
use crate::session::record::{Record, Timestamp};
use crate::session::store::{Created, StoreError, Terms};

/// How long a step goes on when nobody waits for it.
const FINISH: Duration = Duration::from_secs(60);

/// When a step is taken back whose outcome is not known: a store that stood still may do it later. Few times, for whoever logs in
/// while a store is down would otherwise burden it once more when it comes back.
const TAKE_BACK: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(20),
];

/// For as many new sessions as may wait for being taken back: an outage must not fill the memory.
pub(super) fn late_room() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(1_000))
}

/// What a step gives that need not wait, as in memory: then it is worth no task. One that panics is broken.
///
/// Whoever goes on with it polls it again before waiting, so that nobody need be woken by now.
fn at_once<T>(
    step: &mut Pin<Box<impl Future<Output = Result<T, StoreError>>>>,
) -> Option<Result<T, StoreError>> {
    let mut context = Context::from_waker(Waker::noop());
    let poll = catch_unwind(AssertUnwindSafe(|| step.as_mut().poll(&mut context)));
    match poll {
        Ok(Poll::Ready(done)) => Some(done),
        Ok(Poll::Pending) => None,
        Err(_) => Some(Err(broken())),
    }
}

/// Does a step whether or not its request waits for it: whoever logs out and leaves wants to be logged out.
pub(super) async fn finish<T: Send + 'static>(
    step: impl Future<Output = Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    let mut step = Box::pin(step);
    if let Some(done) = at_once(&mut step) {
        return done;
    }
    let (tell, told) = oneshot::channel();
    let task = async move {
        let done = timeout(FINISH, step).await;
        let done = done.unwrap_or_else(|_| Err(broken()));
        if let Err(Err(error)) = tell.send(done) {
            tracing::warn!(cause = %error, "a session may not have ended: the store gave it up after the answer");
        }
    };
    tokio::spawn(task.in_current_span());
    told.await.unwrap_or_else(|_| Err(broken()))
}

/// Creates a session, and takes it back when the request has gone on without it: a store may be late.
///
/// There is `room` for so many that are taken back later. One more waits for its end: nobody has its id.
pub(super) async fn create_or_undo(
    store: Arc<dyn ErasedStore>,
    record: Arc<Record>,
    terms: Terms,
    room: Arc<Semaphore>,
) -> Result<Created, StoreError> {
    let (key, now) = (record.key, terms.now);
    let creator = Arc::clone(&store);
    let mut creating = Box::pin(async move { creator.create(&record, &terms).await });
    let early = match at_once(&mut creating) {
        Some(Ok(created)) => return Ok(created),
        early => early,
    };
    let (tell, told) = oneshot::channel();
    let task = async move {
        let created = match early {
            Some(failed) => failed,
            None => {
                let created = timeout(FINISH, creating).await;
                created.unwrap_or_else(|_| Err(broken()))
            }
        };
        let is_created = matches!(created, Ok(Created::Created { .. }));
        let is_unknown = created.is_err();
        let is_heard = tell.send(created).is_ok();
        let undo = || store.delete(&key, None, now);
        if is_created && !is_heard && undo().await.is_err() || is_unknown {
            match room.try_acquire() {
                Ok(_permit) => take_back("a session that began too late", undo).await,
                Err(_) => tracing::debug!("a session that began too late is left until its end"),
            }
        }
    };
    tokio::spawn(task.in_current_span());
    told.await.unwrap_or_else(|_| Err(broken()))
}

/// A change of a session's secret.
pub(super) struct Rotation {
    pub(super) key: SessionKey,
    pub(super) from: SecretHash,
    pub(super) to: SecretHash,
    pub(super) now: Timestamp,
}

impl Rotation {
    async fn make(&self, store: &dyn ErasedStore) -> Result<bool, StoreError> {
        let rotated = store.rotate(&self.key, &self.from, &self.to, self.now);
        let rotated = timeout(FINISH, rotated).await;
        rotated.unwrap_or_else(|_| Err(broken()))
    }

    /// Whether it had been made, and is not any more.
    async fn undo(&self, store: &dyn ErasedStore) -> Result<bool, StoreError> {
        let undone = store.rotate(&self.key, &self.to, &self.from, self.now);
        undone.await
    }
}

/// Gives a session another secret, and the old one back when the request has gone on without the new one.
///
/// The second future ends when a request that did not wait is as good as if it had not asked, as far as the store answers.
pub(super) fn rotate_or_undo(
    store: Arc<dyn ErasedStore>,
    rotation: Rotation,
) -> (
    impl Future<Output = Result<bool, StoreError>>,
    oneshot::Receiver<()>,
) {
    let (mut tell, told) = oneshot::channel();
    let (undoing, undone) = oneshot::channel();
    let task = async move {
        let mut making = std::pin::pin!(rotation.make(&*store));
        let made = tokio::select! {
            made = &mut making => made,
            () = tell.closed() => {
                let undo = async {
                    let was_made = rotation.undo(&*store).await;
                    drop(undoing);
                    was_made
                };
                match tokio::join!(undo, making) {
                    (Ok(true), _) => return,
                    (_, made) => made,
                }
            }
        };
        let is_unmade = matches!(made, Ok(false));
        let is_made = matches!(made, Ok(true));
        let is_heard = tell.send(made).is_ok();
        if is_unmade || is_made && is_heard {
            return;
        }
        let undo = || rotation.undo(&*store);
        if undo().await.is_err() {
            take_back("a session's new id", undo).await;
        }
    };
    tokio::spawn(task.in_current_span());
    let told = async { told.await.unwrap_or_else(|_| Err(broken())) };
    (told, undone)
}

/// Takes something back, until the store says that it has.
async fn take_back<T, F>(what: &str, undo: impl Fn() -> F)
where
    F: Future<Output = Result<T, StoreError>>,
{
    let mut failed = None;
    for wait in TAKE_BACK {
        // Not all at once, when many waited for one store.
        let part = rand::rng().random_range(0.5..1.0);
        tokio::time::sleep(wait.mul_f64(part)).await;
        match undo().await {
            Ok(_) => return,
            Err(error) => failed = Some(error),
        }
    }
    if let Some(error) = failed {
        tracing::warn!(cause = %error, "{what} could not be taken back");
    }
}

fn broken() -> StoreError {
    StoreError::new("the session store panicked, or never answered")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use std::future::{poll_fn, ready};
    use std::pin::pin;

    use super::*;

    /// Polls once, where there is no runtime: tokio panics when a task is to be spawned.
    fn polled<T>(
        step: impl Future<Output = Result<T, StoreError>>,
    ) -> Option<Result<T, StoreError>> {
        let mut context = Context::from_waker(Waker::noop());
        match pin!(step).poll(&mut context) {
            Poll::Ready(done) => Some(done),
            Poll::Pending => None,
        }
    }

    #[test]
    fn what_is_done_at_once_takes_no_task() {
        assert!(matches!(polled(finish(ready(Ok(7)))), Some(Ok(7))));
    }

    #[test]
    fn a_store_that_panics_is_an_error() {
        let panics = poll_fn(|_| -> Poll<Result<(), StoreError>> { panic!("a defect") });
        assert!(matches!(polled(finish(panics)), Some(Err(_))));
    }
}
