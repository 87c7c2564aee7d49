//! Files that only their owner can read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

/// Makes a file with all of its content at once, unless there is one: another process that starts at the same time reads
/// the whole of it, and both read the same.
///
/// It is made under another name, because whoever closes a file takes the locks away that its process has on it.
pub(crate) fn make(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{:016x}.new", rand::random::<u64>()));
    let draft = Path::new(&draft);
    let written = create(draft, content);
    // Unlike a renaming, a link replaces nothing.
    let linked = written.and_then(|()| fs::hard_link(draft, path));
    let _ = fs::remove_file(draft);
    let made = match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        // Some disks know no links.
        Err(_) => create(path, content),
        Ok(()) => Ok(()),
    };
    match made {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.exists() => Ok(()),
        made => made.and_then(|()| keep_name(path)),
    }
}

fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Sees to it that a power cut does not take the new name away.
fn keep_name(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    #[cfg(unix)]
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}
