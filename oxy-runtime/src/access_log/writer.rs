//! The way of lines to the thread that writes them, so that no request waits for a disk or a pipe.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::TrySendError;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::runtime::Handle;
use tokio::time::{Duration, timeout};

use crate::access_log::form::Form;
use crate::access_log::queue::{Inlet, queue};
use crate::access_log::thread::{End, Pen, start};

/// How long the last lines are waited for.
const CLOSE: Duration = Duration::from_secs(1);

/// The access log of a running application.
#[derive(Default)]
pub(crate) struct AccessWriter {
    /// None before it is opened, and when it is closed.
    lines: RwLock<Option<Arc<Lines>>>,
    end: Mutex<Option<End>>,
}

/// Where lines are left. Each request has it until its line is written, and the thread ends when nobody has it any more.
pub(super) struct Lines {
    pub(super) form: Form,
    waiting: Inlet,
    lost: AtomicUsize,
    is_closed: AtomicBool,
}

impl AccessWriter {
    /// Starts the thread.
    pub(super) fn open(&self, form: Form, pen: Pen) -> io::Result<()> {
        let (waiting, outlet) = queue();
        let end = start(outlet, pen)?;
        let lines = Arc::new(Lines {
            form,
            waiting,
            lost: AtomicUsize::new(0),
            is_closed: AtomicBool::new(false),
        });
        let place = self.lines.write();
        *place.unwrap_or_else(PoisonError::into_inner) = Some(lines);
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
        Ok(())
    }

    /// Where a request leaves its line; nowhere unless it is open.
    pub(super) fn lines(&self) -> Option<Arc<Lines>> {
        let lines = self.lines.read();
        lines.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until what waits is written, and the lines of requests that have begun, for at most a second. What has not been
    /// written by then is still written where the process lives on, and the writer goes on.
    pub(crate) async fn close(&self) {
        let lines = self.lines.write();
        let lines = lines.unwrap_or_else(PoisonError::into_inner).take();
        if let Some(lines) = lines {
            lines.is_closed.store(true, Ordering::Relaxed);
        }
        let end = self.end.lock();
        let end = end.unwrap_or_else(PoisonError::into_inner).take();
        // The thread itself is left alone: it may stand still for ever.
        if let Some(end) = end
            && timeout(CLOSE, end.told).await.is_err()
        {
            tracing::warn!(
                "the last lines of the access log may be missing: they were not written within {CLOSE:?}"
            );
        }
    }
}

impl Drop for AccessWriter {
    /// Where no server closes it, the end of the application does.
    fn drop(&mut self) {
        let lines = self.lines.get_mut();
        let lines = lines.unwrap_or_else(PoisonError::into_inner).take();
        // A response that is still on its way may need this very thread.
        let Some(last) = lines.and_then(Arc::into_inner) else {
            return;
        };
        drop(last);
        let end = self.end.get_mut();
        let Some(end) = end.unwrap_or_else(PoisonError::into_inner).take() else {
            return;
        };
        let wait = Wait(end);
        match Handle::try_current() {
            // This thread has others to serve; the runtime waits for the one that waits before it ends.
            Ok(runtime) => drop(runtime.spawn_blocking(move || drop(wait))),
            Err(_) => drop(wait),
        }
    }
}

/// Waits for the last lines when it is dropped: a runtime that ends drops what it has not begun.
struct Wait(End);

impl Drop for Wait {
    fn drop(&mut self) {
        let _ = self.0.seen.recv_timeout(CLOSE);
    }
}

impl Lines {
    /// Leaves a line, and tells of lost ones at the first, the second, the fourth and so on.
    pub(super) fn leave(&self, line: String) {
        let Err(error) = self.waiting.leave(line) else {
            return;
        };
        let lost = 1 + self.lost.fetch_add(1, Ordering::Relaxed);
        if !lost.is_power_of_two() || self.is_closed.load(Ordering::Relaxed) {
            return;
        }
        let reason = match error {
            TrySendError::Full(_) => "it is not written as fast as requests come",
            TrySendError::Disconnected(_) => "its writer has panicked",
        };
        tracing::warn!(lost, "lines of the access log were dropped: {reason}");
    }
}
