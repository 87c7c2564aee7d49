//! The file of a Unix socket: left behind by a server that was killed, and removed by one that stops.
//!
//! Of two servers that find it at once, both could take it for abandoned, and the later one would remove the socket of the
//! earlier one, which nobody could reach from then on. So the folder is locked for the moment in which a file is looked at
//! and replaced or removed, as far as that can be had: it is waited for a second at most. A lock beside the socket would have to
//! be a file of its own, which stays.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use socket2::{Domain, SockAddr, Socket, Type};

/// The file that a listener made; it is removed with this, which may wait for the lock. The listener has to be closed after it:
/// meanwhile no other file can get its number.
pub(super) struct SocketFile {
    path: PathBuf,
    /// Device and number, by which it is known if another server took its place.
    identity: Option<(u64, u64)>,
}

impl SocketFile {
    /// Listens at a path, in place of a socket on which nobody listens any more. It may wait for the lock.
    pub(super) fn bind(path: PathBuf) -> io::Result<(Self, UnixListener)> {
        let _locked = lock_folder(&path);
        let listener = match UnixListener::bind(&path) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                if !is_socket(&path) {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                if !is_refused(&path).unwrap_or(false) {
                    return Err(error);
                }
                fs::remove_file(&path)?;
                UnixListener::bind(&path)
            }
            bound => bound,
        }?;
        let identity = identity(&path);
        listener.set_nonblocking(true)?;
        Ok((Self { path, identity }, listener))
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        let _locked = lock_folder(&self.path);
        if self.identity.is_some() && identity(&self.path) == self.identity {
            // Nobody can be told of a failure here, and the next server replaces what is left.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Keeps other servers from looking at the file until this is dropped. A folder that cannot be locked, or that somebody
/// locked for long for reasons of their own, keeps no server from starting.
fn lock_folder(path: &Path) -> Option<File> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = File::open(folder.unwrap_or(Path::new("."))).ok()?;
    for _ in 0..1_000 {
        match folder.try_lock() {
            Ok(()) => return Some(folder),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(1)),
            Err(TryLockError::Error(_)) => return None,
        }
    }
    None
}

fn is_socket(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket())
}

/// Whether nobody listens; a server whose queue is full is not waited for.
fn is_refused(path: &Path) -> io::Result<bool> {
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    let connected = socket.connect(&SockAddr::unix(path)?);
    Ok(connected.is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused))
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    let found = fs::symlink_metadata(path).ok()?;
    Some((found.dev(), found.ino()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("oxy-{name}-{}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        folder
    }

    #[test]
    fn who_stops_waits_for_who_replaces_its_socket_and_does_not_remove_that() {
        let folder = folder("replaced");
        let path = folder.join("app.sock");
        let (file, listener) = SocketFile::bind(path.clone()).unwrap();
        let locked = lock_folder(&path).unwrap();
        let stopping = std::thread::spawn(move || drop(file));
        // Time enough to remove it, if it did not wait.
        std::thread::sleep(Duration::from_millis(100));
        fs::remove_file(&path).unwrap();
        let successor = UnixListener::bind(&path).unwrap();
        drop(locked);
        stopping.join().unwrap();
        assert_eq!(is_refused(&path).ok(), Some(false));
        drop((listener, successor));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_server_that_hangs_is_not_waited_for_and_keeps_its_socket() {
        let folder = folder("hangs");
        let path = folder.join("app.sock");
        let hanging = Socket::new(Domain::UNIX, Type::STREAM, None).unwrap();
        hanging.bind(&SockAddr::unix(&path).unwrap()).unwrap();
        hanging.listen(0).unwrap();
        let waiting = std::os::unix::net::UnixStream::connect(&path).unwrap();
        let (sender, receiver) = std::sync::mpsc::channel();
        let bound = path.clone();
        std::thread::spawn(move || sender.send(SocketFile::bind(bound).map(|_| ())));
        let outcome = receiver.recv_timeout(Duration::from_secs(5)).unwrap();
        assert_eq!(outcome.unwrap_err().kind(), io::ErrorKind::AddrInUse);
        drop((hanging, waiting));
        fs::remove_dir_all(folder).unwrap();
    }
}
