//! Lines that wait to be written, bounded in number and in bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvError, SyncSender, TryRecvError, TrySendError, sync_channel};

/// The lines that may wait. More are dropped: a disk that stands still must not stop the server.
const LINES: usize = 16 * 1024;

/// What these may hold together: how long a line is, its client says.
const BYTES: usize = 16 * 1024 * 1024;

/// Where lines are left.
pub(super) struct Inlet {
    lines: SyncSender<String>,
    bytes: Arc<AtomicUsize>,
}

/// Where they are taken.
pub(super) struct Outlet {
    lines: Receiver<String>,
    bytes: Arc<AtomicUsize>,
}

pub(super) fn queue() -> (Inlet, Outlet) {
    let (sender, receiver) = sync_channel(LINES);
    let bytes = Arc::new(AtomicUsize::new(0));
    let inlet = Inlet {
        lines: sender,
        bytes: Arc::clone(&bytes),
    };
    let outlet = Outlet {
        lines: receiver,
        bytes,
    };
    (inlet, outlet)
}

impl Inlet {
    /// Leaves a line, where there is room for it.
    pub(super) fn leave(&self, line: String) -> Result<(), TrySendError<String>> {
        let size = line.capacity();
        let before = self.bytes.fetch_add(size, Ordering::Relaxed);
        let left = if before.saturating_add(size) > BYTES {
            Err(TrySendError::Full(line))
        } else {
            self.lines.try_send(line)
        };
        if left.is_err() {
            self.bytes.fetch_sub(size, Ordering::Relaxed);
        }
        left
    }
}

impl Outlet {
    /// Takes a line that is there.
    pub(super) fn try_take(&self) -> Result<String, TryRecvError> {
        let line = self.lines.try_recv()?;
        Ok(self.taken(line))
    }

    /// Waits for a line; an error where nobody can leave one any more.
    pub(super) fn take(&self) -> Result<String, RecvError> {
        let line = self.lines.recv()?;
        Ok(self.taken(line))
    }

    fn taken(&self, line: String) -> String {
        self.bytes.fetch_sub(line.capacity(), Ordering::Relaxed);
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(inlet: &Inlet, size: usize) -> bool {
        inlet.leave("x".repeat(size)).is_ok()
    }

    #[test]
    fn long_lines_are_bounded_by_their_bytes_and_short_ones_by_their_number() {
        for (size, expected) in [(12 * 1024, BYTES / (12 * 1024)), (100, LINES)] {
            let (inlet, outlet) = queue();
            let left = (0..2 * LINES).filter(|_| leaves(&inlet, size)).count();
            assert_eq!(left, expected, "lines of {size} bytes");
            // What was refused takes no room, and what is taken gives its room back.
            assert!(outlet.try_take().is_ok() && outlet.take().is_ok());
            assert!(leaves(&inlet, size) && leaves(&inlet, size));
            assert!(!leaves(&inlet, size), "a third one of {size} bytes");
        }
    }

    #[test]
    fn an_empty_queue_has_room_for_as_much_as_at_first() {
        let (inlet, outlet) = queue();
        for _ in 0..3 {
            let left = (0..LINES).filter(|_| leaves(&inlet, 12 * 1024)).count();
            assert_eq!(left, BYTES / (12 * 1024));
            while outlet.try_take().is_ok() {}
        }
    }
}
