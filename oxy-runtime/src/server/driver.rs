//! What drives a connection: hyper, the word to stop, the bytes to send, and the watch.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Poll, Waker};

use tokio::task::coop::unconstrained;
use tokio::time::{Duration, Instant};

use crate::server::stream::LINGER;
use crate::server::watch::{Verdict, Watch};
use crate::server::wire::Wire;
use crate::stop::Stopping;

/// How long a client may take to hear that an idle connection ends (RFC 9113, 6.8: GOAWAY).
const FAREWELL: Duration = Duration::from_secs(2);

/// A connection of either version of HTTP.
pub(super) trait Connection: Future<Output = hyper::Result<()>> {
    /// Whether requests come in frames, which hyper reads at any time.
    const IS_HTTP2: bool;

    /// Answers what has begun, and takes nothing new.
    fn graceful_shutdown(self: Pin<&mut Self>);
}

/// What belongs to a connection beside hyper's part.
pub(super) struct Driver {
    pub(super) wire: Wire,
    pub(super) watch: Arc<Watch>,
    pub(super) stop: Stopping,
}

impl Driver {
    /// Drives a connection until either side closes it, or the word to stop came and the requests in flight are answered.
    pub(super) async fn drive<C: Connection>(self, mut connection: Pin<&mut C>) {
        let Self {
            wire,
            watch,
            mut stop,
        } = self;
        let word = stop.clone();
        let mut stopping = std::pin::pin!(unconstrained(stop.wait()));
        let mut is_stopping = false;
        let mut ends_at: Option<Instant> = None;
        let mut timer = std::pin::pin!(tokio::time::sleep_until(watch.first_look()));
        // The task that the word and the timer wake: they need not be asked again until something is due. Neither counts against
        // the share that a task has of its turn: what is asked when that is used up wakes it at once, and never again.
        let mut task: Option<Waker> = None;

        let outcome = std::future::poll_fn(|context| {
            if let Poll::Ready(result) = connection.as_mut().poll(context) {
                return Poll::Ready(result);
            }
            let is_known = task
                .as_ref()
                .is_some_and(|task| task.will_wake(context.waker()));
            let may_stop = !is_stopping && (word.is_near() || !is_known);
            if may_stop && stopping.as_mut().poll(context).is_ready() {
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
                if let Poll::Ready(result) = connection.as_mut().poll(context) {
                    return Poll::Ready(result);
                }
            }
            let mut is_known = is_known;
            loop {
                // hyper can do nothing more now, so this is the moment to send what it wrote, and to see whether anyone
                // waits.
                if let Poll::Ready(Err(_)) = wire.poll_flush(context) {
                    return Poll::Ready(Ok(()));
                }
                if !C::IS_HTTP2 && watch.is_busy() && wire.poll_gone(context).is_ready() {
                    return Poll::Ready(Ok(()));
                }
                let now = Instant::now();
                if is_stopping && C::IS_HTTP2 && !watch.is_busy() {
                    // Nothing is in flight, and the client need not agree.
                    ends_at.get_or_insert(now + FAREWELL);
                }
                if ends_at.is_some_and(|end| end <= now) && !watch.is_busy() {
                    return Poll::Ready(Ok(()));
                }
                let deadline = match watch.verdict(now) {
                    Verdict::Slow => return Poll::Ready(Ok(())),
                    Verdict::Wait(deadline) => deadline,
                    Verdict::Idle if !C::IS_HTTP2 => return Poll::Ready(Ok(())),
                    Verdict::Idle => match ends_at {
                        Some(end) => end,
                        None => {
                            connection.as_mut().graceful_shutdown();
                            if let Poll::Ready(result) = connection.as_mut().poll(context) {
                                return Poll::Ready(result);
                            }
                            ends_at = Some(now + FAREWELL);
                            continue;
                        }
                    },
                };
                // An end that is over, while something is in flight again, is no time to wait for.
                let end = ends_at.filter(|end| *end > now);
                let deadline = end.map_or(deadline, |end| deadline.min(end));
                // A timer is only moved when it would come too late; one that comes early is set again.
                if deadline < timer.deadline() {
                    timer.as_mut().reset(deadline);
                    is_known = false;
                }
                if is_known && now < timer.deadline() {
                    return Poll::Pending;
                }
                let due = Pin::new(&mut unconstrained(timer.as_mut())).poll(context);
                if due.is_pending() {
                    if !is_known {
                        task = Some(context.waker().clone());
                    }
                    return Poll::Pending;
                }
                timer.as_mut().reset(deadline);
                is_known = false;
            }
        })
        .await;
        if let Err(error) = outcome {
            // What was answered before the error is still to be sent.
            let flushed = std::future::poll_fn(|context| wire.poll_flush(context));
            let _ = tokio::time::timeout(LINGER, flushed).await;
            tracing::debug!(%error, "a connection ended early");
        }
    }
}
