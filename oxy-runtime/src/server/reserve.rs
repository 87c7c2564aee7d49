//! A descriptor that is kept for the moment when there is no other: without one nobody could be told why they wait.

use std::fs::File;
use std::io;

/// The descriptor, while it is not in use.
pub(super) struct Reserve(Option<File>);

impl Reserve {
    pub(super) fn take() -> Self {
        Self(open())
    }

    /// Makes room for one connection, if there is any to make.
    pub(super) fn release(&mut self) -> bool {
        self.0.take().is_some()
    }

    /// Takes a descriptor again, if one is free.
    pub(super) fn renew(&mut self) {
        self.0 = open();
    }
}

#[cfg(unix)]
fn open() -> Option<File> {
    File::open("/dev/null").ok()
}

#[cfg(not(unix))]
fn open() -> Option<File> {
    None
}

/// Whether the process or the system has no descriptor left.
pub(super) fn is_exhausted(error: &io::Error) -> bool {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    cfg!(unix) && matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}
