//! The access log, as the application says it.

use crate::access_log::AccessLog;
use crate::launch::builder::{Serve, place};

impl<A: 'static> Serve<A> {
    /// Writes a line for each request, see [`AccessLog`]. There is none without it. Needs the feature `access-log`.
    ///
    /// Lines are written by a thread of their own. When 16,384 of them wait, or 16 MiB, since a disk or a pipe stands still, further
    /// ones are dropped and counted by a warning in the log. When the server stops, what waits is waited for as long as a second, the
    /// lines of requests that were cut off among it. Where there is no server, dropping the application does the same, but within a
    /// runtime of tokio it returns at once, and the runtime waits when it ends.
    ///
    /// ```no_run
    /// # use oxy::prelude::*;
    /// # #[oxy::app]
    /// # struct App {}
    /// # #[get("/")]
    /// # async fn index() -> &'static str { "index" }
    /// use oxy::AccessLog;
    ///
    /// fn main() -> oxy::Result {
    ///     oxy::serve(App {}).access_log(AccessLog::combined().file("access.log")).run()
    /// }
    /// ```
    #[track_caller]
    pub fn access_log(mut self, log: AccessLog) -> Self {
        self.access_log = Some((log, place("access_log".to_owned())));
        self
    }

    /// What is only checked must leave no file behind, so this waits for a start.
    pub(super) fn open_access_log(mut self) -> Self {
        if let Some((log, said)) = self.access_log.take() {
            match log.open() {
                Ok(writer) => self.setup.access_log = Some(writer),
                Err(problem) => self.problems.push(problem.at(said)),
            }
        }
        self
    }
}
