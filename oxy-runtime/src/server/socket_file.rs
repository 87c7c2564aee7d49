//! The file of a Unix socket: left behind by a server that was killed, and removed by one that stops.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;

/// The file that a listener made; it is removed with this.
pub(super) struct SocketFile {
    path: PathBuf,
    /// Device and number, by which it is known if another server took its place.
    identity: Option<(u64, u64)>,
}

impl SocketFile {
    /// Listens at a path, in place of a socket on which nobody listens any more.
    pub(super) fn bind(path: PathBuf) -> io::Result<(UnixListener, Self)> {
        let listener = match UnixListener::bind(&path) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && is_abandoned(&path) => {
                fs::remove_file(&path)?;
                UnixListener::bind(&path)
            }
            bound => bound,
        }?;
        let identity = identity(&path);
        Ok((listener, Self { path, identity }))
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        if self.identity.is_some() && identity(&self.path) == self.identity {
            // Nobody can be told of a failure here, and the next server replaces what is left.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn is_abandoned(path: &PathBuf) -> bool {
    let is_socket = fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket());
    is_socket
        && UnixStream::connect(path)
            .is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}

fn identity(path: &PathBuf) -> Option<(u64, u64)> {
    let found = fs::symlink_metadata(path).ok()?;
    Some((found.dev(), found.ino()))
}
