//! The streams of a connection over HTTP/2, and how long their responses wait for room.
//!
//! A client rules over the room of each stream, and hyper asks a body for nothing while there is none. So what waits too
//! long is ended from outside: each stream is a task, which looks at its own wait. Only that stream ends, with
//! `RST_STREAM`: one connection may carry the requests of many people, of whom one has stopped to read. What others take
//! does not count for it.

use std::cell::Cell;
use std::task::{Poll, ready};

use hyper::rt::Executor;
use tokio::time::{Duration, Instant, Sleep, sleep_until};

tokio::task_local! {
    /// Since when the stream's response waits for room.
    static SINCE: Cell<Option<Instant>>;
}

/// Notes within the task of a stream whether its response waits for room from now on.
pub(super) fn waits(waits: bool) {
    let _ = SINCE.try_with(|since| since.set(waits.then(Instant::now)));
}

/// Runs each stream until it is answered, or its client has taken nothing for so long.
#[derive(Clone)]
pub(super) struct Streams {
    pub(super) send_timeout: Duration,
}

impl<F> Executor<F> for Streams
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, stream: F) {
        let patient = patient(stream, self.send_timeout);
        tokio::spawn(SINCE.scope(Cell::new(None), patient));
    }
}

async fn patient(stream: impl Future<Output = ()>, limit: Duration) {
    let mut stream = std::pin::pin!(stream);
    // Most responses never wait, so that the timer is made by the first that does. It is not moved at each part: one that
    // comes early is set again.
    let mut timer = std::pin::pin!(None::<Sleep>);
    std::future::poll_fn(|context| {
        if stream.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        while let Some(since) = SINCE.with(Cell::get) {
            let end = since + limit;
            match timer.as_mut().as_pin_mut() {
                None => timer.set(Some(sleep_until(end))),
                Some(mut timer) => {
                    ready!(timer.as_mut().poll(context));
                    if Instant::now() >= end {
                        return Poll::Ready(());
                    }
                    timer.reset(end);
                }
            }
        }
        Poll::Pending
    })
    .await;
}
