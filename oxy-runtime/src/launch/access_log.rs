//! The access log, as the application says it.

use crate::access_log::{AccessLog, AccessWriter};
use crate::launch::builder::{Serve, place};
use crate::problem::LaunchProblem;
use crate::setup::Setup;

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

    /// What is only checked must leave no file behind, nor a launch that fails: so the log is opened by what is called last.
    pub(super) fn access_log_at_last(
        mut self,
    ) -> (Self, impl FnOnce(&Setup, &mut Vec<LaunchProblem>)) {
        let log = self.access_log.take();
        if log.is_some() {
            self.setup.access_log = Some(AccessWriter::default());
        }
        let open = |setup: &Setup, problems: &mut Vec<LaunchProblem>| {
            let (Some((log, said)), Some(writer)) = (log, &setup.access_log) else {
                return;
            };
            let outcome = if problems.is_empty() {
                log.open(writer)
            } else {
                log.look()
            };
            problems.extend(outcome.err().map(|problem| problem.at(said)));
        };
        (self, open)
    }
}
