//! Waiting for what a server does in its own time.

use std::thread;
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(20);

/// Asks until there is an answer; the last refusal if there is none within the limit.
pub(super) fn until<T>(
    limit: Duration,
    mut ask: impl FnMut() -> Result<T, String>,
) -> Result<T, String> {
    let deadline = Instant::now() + limit;
    loop {
        match ask() {
            Ok(answer) => return Ok(answer),
            Err(refusal) if Instant::now() > deadline => {
                return Err(format!("not within {limit:?}: {refusal}"));
            }
            Err(_) => thread::sleep(POLL),
        }
    }
}
