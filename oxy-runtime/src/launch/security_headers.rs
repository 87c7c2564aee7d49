//! The header fields that protect pages, as the application says it.

use crate::launch::builder::{Serve, place};
use crate::problem::LaunchProblem;
use crate::security_headers::SecurityHeaders;

impl<A: 'static> Serve<A> {
    /// Replaces the header fields that go with every page to protect it, see [`SecurityHeaders`] for the defaults.
    #[track_caller]
    pub fn security_headers(mut self, mut headers: SecurityHeaders) -> Self {
        for problem in headers.problems.drain(..) {
            let said = place("security_headers".to_owned());
            self.problems.push(LaunchProblem::new(problem).at(said));
        }
        self.setup.security = headers;
        self
    }
}
