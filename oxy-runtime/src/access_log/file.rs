//! Files that lines are appended to.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often it is looked whether the file is still there.
const LOOK: Duration = Duration::from_secs(1);

/// The file at a path. It is opened anew where another one, or none, has taken its place.
pub(super) struct LogFile {
    path: PathBuf,
    file: File,
    looked: Instant,
}

impl LogFile {
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        Ok(Self {
            file: append(&path)?,
            path,
            looked: Instant::now(),
        })
    }

    /// Opens the file if it is there; else asks whether it has a folder to be made in.
    pub(super) fn look_at(path: &Path) -> io::Result<()> {
        match OpenOptions::new().append(true).open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let folder = path.parent().unwrap_or(path);
                let is_here = folder.as_os_str().is_empty();
                let folder = if is_here { Path::new(".") } else { folder };
                folder.metadata().map(drop)
            }
            outcome => outcome.map(drop),
        }
    }

    fn look(&mut self) -> io::Result<()> {
        if self.looked.elapsed() < LOOK {
            return Ok(());
        }
        self.looked = Instant::now();
        if !is_at(&self.file, &self.path) {
            self.file = append(&self.path)?;
        }
        Ok(())
    }
}

impl Write for LogFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.look()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The program's output, by a descriptor of its own: whoever waits for a pipe that stands still must not have the lock that
/// `println!` wants.
pub(super) fn stdout() -> io::Result<File> {
    #[cfg(unix)]
    let own = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?;
    #[cfg(windows)]
    let own = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned()?;
    Ok(File::from(own))
}

fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let identity = |found: io::Result<std::fs::Metadata>| {
        let found = found.ok()?;
        Some((found.dev(), found.ino()))
    };
    identity(file.metadata()) == identity(std::fs::metadata(path))
}

/// Elsewhere an open file cannot be moved away.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
