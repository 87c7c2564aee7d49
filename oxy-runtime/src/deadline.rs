//! A limit of time, without a timer for what is done at once.

use std::future::poll_fn;
use std::mem::take;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, timeout};

/// What `work` gives within `limit`; none when it takes longer.
///
/// As tokio's `timeout`, which makes its timer in any case: that is worth hundreds of instructions, and most work never waits. The work is
/// to be pinned by the caller, since a future that is moved into another takes its room twice.
pub(crate) async fn within<T>(
    limit: Duration,
    mut work: impl Future<Output = T> + Unpin,
) -> Option<T> {
    let begin = Instant::now();
    let first = poll_fn(|context| Poll::Ready(Pin::new(&mut work).poll(context))).await;
    if let Poll::Ready(done) = first {
        return Some(done);
    }
    // The work has just been polled, so that this time only the timer is: who has yielded must not go on at once.
    let mut has_been_polled = true;
    let rest = poll_fn(|context| match take(&mut has_been_polled) {
        true => Poll::Pending,
        false => Pin::new(&mut work).poll(context),
    });
    let left = limit.saturating_sub(begin.elapsed());
    timeout(left, rest).await.ok()
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::pin::pin;

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
            tokio::time::sleep(SECOND / 2).await;
            7
        });
        assert_eq!(within(SECOND, in_time).await, Some(7));
        assert_eq!(begin.elapsed(), SECOND / 2);
        assert_eq!(within(SECOND, pending::<()>()).await, None);
        assert_eq!(begin.elapsed(), SECOND / 2 + SECOND);
        let far = pin!(tokio::time::sleep(SECOND));
        assert_eq!(within(Duration::MAX, far).await, Some(()));
    }

    #[tokio::test]
    async fn what_yields_lets_others_go_first() {
        let other = tokio::spawn(async {});
        let yields = pin!(async {
            tokio::task::yield_now().await;
            other.is_finished()
        });
        assert_eq!(within(SECOND, yields).await, Some(true));
    }
}
