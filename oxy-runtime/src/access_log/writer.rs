//! The thread that writes lines, so that no request waits for a disk or a pipe.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};

use crate::access_log::form::Form;

/// The lines that may wait. More are dropped: a disk that stands still must not stop the server.
const WAITING: usize = 16 * 1024;

/// The access log of a running application.
pub(crate) struct AccessWriter {
    pub(super) form: Form,
    lines: NonBlocking,
    /// Dropped to write what waits.
    worker: Mutex<Option<WorkerGuard>>,
    /// How many lost lines were told of.
    told: AtomicUsize,
}

impl AccessWriter {
    pub(super) fn new(form: Form, writer: Box<dyn Write + Send>) -> Self {
        let (lines, worker) = NonBlockingBuilder::default()
            .buffered_lines_limit(WAITING)
            .thread_name("oxy-access-log")
            .finish(Telling { writer, failed: 0 });
        Self {
            form,
            lines,
            worker: Mutex::new(Some(worker)),
            told: AtomicUsize::new(0),
        }
    }

    pub(super) fn write(&self, line: &str) {
        // It never fails: what has no room is counted.
        let _ = self.lines.clone().write_all(line.as_bytes());
        let lost = self.lines.error_counter().dropped_lines();
        let told = self.told.load(Ordering::Relaxed);
        if lost > 2 * told
            && self
                .told
                .compare_exchange(told, lost, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        {
            tracing::warn!(
                lost,
                "lines of the access log were dropped: it is not written as fast as requests come"
            );
        }
    }

    /// Writes what waits, for at most a second or so, and nothing after it.
    pub(crate) async fn close(&self) {
        let worker = self
            .worker
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        // Where it is dropped, it waits.
        let _ = tokio::task::spawn_blocking(move || drop(worker)).await;
    }
}

/// Says that writing failed, at the first time, the second, the fourth and so on.
struct Telling {
    writer: Box<dyn Write + Send>,
    failed: u64,
}

impl Telling {
    fn tell<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| {
            self.failed += 1;
            if self.failed.is_power_of_two() {
                let times = self.failed;
                tracing::warn!(%error, times, "the access log cannot be written");
            }
        })
    }
}

impl Write for Telling {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.writer.write(bytes);
        self.tell(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.writer.flush();
        self.tell(result)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[derive(Clone, Default)]
    struct Buffer(Arc<Mutex<Vec<u8>>>);

    impl Write for Buffer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut buffer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            buffer.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_disk_that_is_full_is_told_of_now_and_then() {
        let buffer = Buffer::default();
        let log = buffer.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || log.clone())
            .finish();
        let mut telling = Telling {
            writer: Box::new(Full),
            failed: 0,
        };
        tracing::subscriber::with_default(subscriber, || {
            for _ in 0..100 {
                assert!(telling.write(b"line").is_err());
            }
        });
        let text = buffer.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&text);
        // 1, 2, 4, 8, 16, 32, 64.
        assert_eq!(
            text.matches("the access log cannot be written").count(),
            7,
            "{text}"
        );
    }
}
