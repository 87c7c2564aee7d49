//! A scratch folder that does not outlive the test process.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

/// Waits for the end of its input, which comes with the end of the test process, and removes the folder; a server that is
/// just ending may still write into it.
const KEEPER: &str = r#"
read -r _
attempt=0
until rm -rf -- "$1"; do
    attempt=$((attempt + 1))
    [ "$attempt" -lt 100 ] || exit 1
    sleep 0.1
done
"#;

/// An empty folder; removed when it is dropped, and when the test process ends without dropping it.
///
/// It lies in the system's folder for temporary files: servers put sockets into it, whose paths have at most 107 bytes.
pub(crate) struct Folder {
    path: PathBuf,
    keeper: Child,
}

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("oxy-test-{}-{count}", process::id()));
        fs::create_dir(&path).unwrap_or_else(|error| panic!("no folder {path:?}: {error}"));
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&path)
            // Ctrl-C in a terminal goes to the group of the tests; the folder is removed after it.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh starts");
        Self { path, keeper }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // It fails only for a keeper that is gone already.
        let _ = self.keeper.wait();
    }
}
