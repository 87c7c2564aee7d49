//! A limit of time that costs nothing where there is no wait.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::task::coop::{Unconstrained, unconstrained};
use tokio::time::{Duration, Sleep, sleep};

/// Some work, and how long it may wait; made by [`within`].
pub(crate) struct Within<F> {
    work: F,
    limit: Duration,
    /// Looked at also when the work has used up its share of the task's turn.
    timer: Option<Pin<Box<Unconstrained<Sleep>>>>,
}

/// What `work` gives, or none where that takes longer than `limit` from when it first waits.
///
/// The timer of tokio's `timeout` is made in any case, and large: here it is made by work that waits. The work is pinned by
/// the caller, as a future that is moved into another takes its room twice.
pub(crate) fn within<F: Future + Unpin>(limit: Duration, work: F) -> Within<F> {
    Within {
        work,
        limit,
        timer: None,
    }
}

impl<F: Future + Unpin> Future for Within<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<F::Output>> {
        let Self { work, limit, timer } = &mut *self;
        if let Poll::Ready(done) = Pin::new(work).poll(context) {
            return Poll::Ready(Some(done));
        }
        let timer = timer.get_or_insert_with(|| Box::pin(unconstrained(sleep(*limit))));
        timer.as_mut().poll(context).map(|()| None)
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::pin::pin;

    use tokio::time::Instant;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// tokio panics where a timer is made without its driver.
    #[test]
    #[allow(clippy::unwrap_used)]
    fn what_is_ready_makes_no_timer() {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let done = runtime.unwrap().block_on(within(SECOND, ready(7)));
        assert_eq!(done, Some(7));
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_has_its_time_and_no_more() {
        let begin = Instant::now();
        let in_time = pin!(async {
            sleep(SECOND / 2).await;
            7
        });
        assert_eq!(within(SECOND, in_time).await, Some(7));
        assert_eq!(begin.elapsed(), SECOND / 2);
        assert_eq!(within(SECOND, pending::<()>()).await, None);
        assert_eq!(begin.elapsed(), SECOND / 2 + SECOND);
        let far = pin!(sleep(SECOND));
        assert_eq!(within(Duration::MAX, far).await, Some(()));
    }

    #[tokio::test]
    async fn what_never_lets_go_of_its_turn_is_ended_all_the_same() {
        let greedy = pin!(async {
            loop {
                tokio::task::coop::consume_budget().await;
            }
        });
        assert_eq!(within(Duration::from_millis(5), greedy).await, None::<()>);
    }
}
