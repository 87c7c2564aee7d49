//! The access log, as the application says it.

use std::sync::Arc;

use crate::access_log::AccessLog;
use crate::launch::builder::{Serve, place};
use crate::problem::LaunchProblem;

impl<A: 'static> Serve<A> {
    /// Writes a line for each request, see [`AccessLog`]. There is none without it. Needs the feature `access-log`.
    ///
    /// Lines are written by a thread of their own. When 16,384 of them wait, since a disk or a pipe stands still, further ones are
    /// dropped and counted by a warning in the log; when the server stops, what waits is written for as long as a second.
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
        match log.open() {
            Ok(writer) => self.setup.access_log = Some(Arc::new(writer)),
            Err(problem) => {
                let said = place("access_log".to_owned());
                let problem = LaunchProblem::new(problem)
                    .help("its folder has to be there, and this user has to be let write in it");
                self.problems.push(problem.at(said));
            }
        }
        self
    }
}
