//! Log lines for what may happen thousands of times a second: one a second is enough.

use tokio::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_secs(1);

/// What happened since it was last told.
#[derive(Default)]
pub(super) struct NowAndThen {
    count: u64,
    told: Option<Instant>,
}

impl NowAndThen {
    /// Counts one more; how many there were, if it is time to tell.
    pub(super) fn happened(&mut self) -> Option<u64> {
        self.count += 1;
        let now = Instant::now();
        if self.told.is_some_and(|told| now < told + PAUSE) {
            return None;
        }
        self.told = Some(now);
        Some(std::mem::take(&mut self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_second_has_one_line_that_counts_the_rest() {
        let mut log = NowAndThen::default();
        assert_eq!(log.happened(), Some(1));
        assert_eq!(log.happened(), None);
        assert_eq!(log.happened(), None);
        tokio::time::advance(PAUSE).await;
        assert_eq!(log.happened(), Some(3));
        assert_eq!(log.happened(), None);
    }
}
