//! A folder for what a browser leaves behind.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, io, path::PathBuf, process, thread};

/// Chromium's helpers end by themselves when it has ended, and write until then.
const HELPERS: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(20);

/// An empty folder; removed when dropped.
///
/// It lies in the system's folder for temporary files, not below `target`: Chromium puts a socket
/// there, and the path of a socket has at most 107 bytes.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    pub(super) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("oxy-browser-{}-{count}", process::id()));
        fs::create_dir(&path).unwrap_or_else(|error| panic!("no folder {path:?}: {error}"));
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let deadline = Instant::now() + HELPERS;
        while let Err(error) = fs::remove_dir_all(&self.0) {
            if error.kind() == io::ErrorKind::NotFound || Instant::now() > deadline {
                return;
            }
            thread::sleep(POLL);
        }
    }
}
