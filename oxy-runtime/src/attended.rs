//! What a request has begun, and must not outlive its answer: it is taken back where there is none.

use tokio::task::JoinHandle;
use tokio::time::Duration;
use tracing::{Instrument, Span};

use crate::deadline::within;
use crate::request::Request;

/// A request until it is answered: when its future is dropped before, what it had begun is taken back.
pub(crate) struct Attended {
    pub(crate) request: Request,
    /// What is taken back is done for the request, too.
    pub(crate) span: Span,
    is_answered: bool,
}

/// How long an answer waits until what must not outlive it has been taken back.
const TAKING_BACK: Duration = Duration::from_millis(50);

impl Attended {
    pub(crate) fn new(request: Request) -> Self {
        Self {
            request,
            span: Span::none(),
            is_answered: false,
        }
    }

    /// Ends with a response that has failed, or has not.
    pub(crate) async fn end(&mut self, failed: bool) {
        if let Some(undone) = self.begin_undo(failed) {
            // It goes on without us: nobody has got what is taken back, and a store that is down must not hold the answer up
            // twice.
            let _ = within(TAKING_BACK, undone).await;
        }
        self.is_answered = true;
    }

    /// Takes back what must not outlive the response, in a task of its own: a client that goes away does not stop
    /// it.
    fn begin_undo(&self, failed: bool) -> Option<JoinHandle<()>> {
        let steps = self.request.undo(failed);
        if steps.is_empty() {
            return None;
        }
        let runtime = tokio::runtime::Handle::try_current().ok()?;
        let undone = async {
            for step in steps {
                step.await;
            }
        };
        Some(runtime.spawn(undone.instrument(self.span.clone())))
    }
}

impl Drop for Attended {
    fn drop(&mut self) {
        if !self.is_answered {
            self.begin_undo(true);
        }
    }
}
