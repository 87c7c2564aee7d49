use std::fs;
use std::path::PathBuf;
use std::thread;

use super::{OLD, SECRET, opened, secret_key};
use crate::crypto::{KeyError, SecretKey};

/// A variable that nobody sets.
const UNSET: &str = "OXY_TEST_VARIABLE_THAT_NOBODY_SETS";

/// A folder that is removed with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("oxy-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("secret.key")
    }

    /// A file as its owner would make it.
    fn write(&self, content: impl AsRef<[u8]>) {
        fs::write(self.file(), content).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(self.file(), fs::Permissions::from_mode(0o600)).unwrap();
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_first_start_makes_the_file_and_the_next_reads_it() {
    let folder = Folder::new("first-start");
    let first = SecretKey::from_env_or_file(UNSET, folder.file()).unwrap();
    let token = first.seal("n", b"v");
    let next = SecretKey::from_env_or_file(UNSET, folder.file()).unwrap();
    assert_eq!(opened(&next, "n", &token).as_deref(), Ok("v"));
    // Nothing else is left, and a secret is never that of another file.
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
    fs::remove_file(folder.file()).unwrap();
    let other = SecretKey::from_env_or_file(UNSET, folder.file()).unwrap();
    assert!(opened(&other, "n", &token).is_err());
}

#[test]
#[cfg(unix)]
fn only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("owner");
    SecretKey::from_env_or_file(UNSET, folder.file()).unwrap();
    let mode = fs::metadata(folder.file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
#[cfg(unix)]
fn a_file_that_everybody_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("everybody");
    SecretKey::from_env_or_file(UNSET, folder.file()).unwrap();
    for (mode, is_refused) in [(0o644, true), (0o602, true), (0o640, false), (0o400, false)] {
        fs::set_permissions(folder.file(), fs::Permissions::from_mode(mode)).unwrap();
        let error = SecretKey::from_env_or_file(UNSET, folder.file()).err();
        let text = error.map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(text.contains("chmod 600"), is_refused, "{mode:o}: {text}");
    }
}

#[test]
fn starts_at_one_moment_read_one_key() {
    let folder = Folder::new("one-moment");
    for round in 0..50 {
        let file = folder.0.join(round.to_string());
        let keys = thread::scope(|scope| {
            let start = || SecretKey::from_env_or_file(UNSET, &file).unwrap();
            let starts: Vec<_> = (0..4).map(|_| scope.spawn(start)).collect();
            let keys = starts.into_iter().map(|start| start.join().unwrap());
            keys.collect::<Vec<_>>()
        });
        let token = keys[0].seal("n", b"v");
        for key in &keys {
            assert!(opened(key, "n", &token).is_ok(), "round {round}");
        }
    }
}

#[test]
fn a_file_may_hold_a_ring() {
    let folder = Folder::new("ring");
    folder.write(format!("{SECRET},{OLD}\n"));
    let ring = SecretKey::from_env_or_file(UNSET, folder.file()).unwrap();
    let token = secret_key().seal("n", b"v");
    assert!(opened(&ring, "n", &token).is_ok());
    let old = SecretKey::new(OLD).unwrap().seal("n", b"v");
    assert!(opened(&ring, "n", &old).is_ok());
}

#[test]
fn what_is_wrong_with_a_file_is_said_and_nothing_of_its_content() {
    let folder = Folder::new("wrong");
    folder.write("swordfish");
    let missing = folder.0.join("no-folder").join("secret.key");
    for (path, expected) in [
        (folder.file(), "secret 1 has 9 bytes, expected at least 32"),
        (missing, "No such file or directory"),
        (folder.0.clone(), "Is a directory"),
    ] {
        let error = SecretKey::from_env_or_file(UNSET, &path).unwrap_err();
        assert!(matches!(error, KeyError::File { .. }), "{error:?}");
        let text = format!("{error} {error:?}");
        assert!(text.contains(expected), "{text}");
        assert!(text.contains(path.to_str().unwrap()), "{text}");
        assert!(!text.contains("swordfish"), "{text}");
    }
}
