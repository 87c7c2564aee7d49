//! A piece of work of a fixed size, measured at the start: a loop that looked at the clock would do less when it is
//! interrupted.

use std::time::{Duration, Instant};

#[derive(Clone)]
pub(crate) struct Work {
    steps_in_a_millisecond: u64,
}

impl Work {
    pub(crate) fn measured() -> Self {
        let mut steps = 1_000;
        // The shortest of some runs is the one that was not interrupted.
        while shortest(steps) < Duration::from_millis(1) {
            steps += steps / 8;
        }
        Self {
            steps_in_a_millisecond: steps,
        }
    }

    pub(crate) fn a_millisecond(&self) -> u64 {
        run(self.steps_in_a_millisecond)
    }
}

fn shortest(steps: u64) -> Duration {
    let times = (0..5).map(|_| {
        let begun = Instant::now();
        run(steps);
        begun.elapsed()
    });
    times.min().unwrap_or_default()
}

fn run(steps: u64) -> u64 {
    (0..steps).fold(1, |value: u64, step| {
        std::hint::black_box(value.wrapping_mul(6_364_136_223_846_793_005) ^ step)
    })
}
