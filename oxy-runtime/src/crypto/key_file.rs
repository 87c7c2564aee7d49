//! A secret in a file that makes itself.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{KeyError, SecretKey, random};

impl SecretKey {
    /// The key in an environment variable, as [`from_env`](Self::from_env) reads it, or in a file when there is no such
    /// variable. A file that is missing is made with a random secret, which only its owner can read: sessions in a file
    /// outlive the process then, without any set-up.
    ///
    /// Who has the file can make sessions of any user: keep it out of the repository and out of backups that others read.
    /// Servers on several machines need a common key, from the environment.
    ///
    /// # Errors
    ///
    /// [`KeyError::Variable`] when the variable is there but unusable, [`KeyError::File`] when the file cannot be read or made,
    /// holds no usable secret, or can be used by everybody on the machine. Neither turns into another key.
    ///
    /// # Examples
    ///
    /// ```
    /// use oxy::SecretKey;
    ///
    /// # fn main() -> Result<(), oxy::KeyError> {
    /// # let folder = std::env::temp_dir().join(format!("oxy-key-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// # let path = folder.join("shop.key");
    /// let key = SecretKey::from_env_or_file("SHOP_SECRET_KEY", &path)?;
    /// let again = SecretKey::from_env_or_file("SHOP_SECRET_KEY", &path)?; // the same key
    /// # std::fs::remove_dir_all(&folder).unwrap();
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_env_or_file(variable: &str, path: impl AsRef<Path>) -> Result<Self, KeyError> {
        if let Some(value) = env::var_os(variable) {
            return Self::from_variable(variable, &value);
        }
        let path = path.as_ref();
        let unusable = |problem: String| KeyError::File {
            path: path.to_owned(),
            problem,
        };
        let secrets = read_or_make(path).map_err(|error| unusable(error.to_string()))?;
        let secrets = secrets.trim_ascii_end().split(|&byte| byte == b',');
        Self::ring(secrets).map_err(|error| unusable(error.to_string()))
    }
}

fn read_or_make(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    match read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read,
    }
    make(path)?;
    read(path)
}

fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let secrets = fs::read(path).map(Zeroizing::new)?;
    #[cfg(unix)]
    {
        let rights = fs::metadata(path)?.permissions();
        if std::os::unix::fs::PermissionsExt::mode(&rights) & 0o007 != 0 {
            return Err(io::Error::other(
                "everybody on this machine may use it; take it from them with `chmod 600`",
            ));
        }
    }
    Ok(secrets)
}

/// Makes the file with all of its content at once: another process that starts at the same time reads a whole secret, and
/// both read the same.
fn make(path: &Path) -> io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{:016x}.new", u64::from_be_bytes(random())));
    let secret = Zeroizing::new(random::<32>());
    let line = Zeroizing::new(format!("{}\n", STANDARD.encode(secret.as_slice())));
    let written = private(Path::new(&draft)).and_then(|mut file| {
        file.write_all(line.as_bytes())?;
        file.sync_all()
    });
    // Unlike a renaming, a link replaces nothing.
    let linked = written.and_then(|()| fs::hard_link(&draft, path));
    let _ = fs::remove_file(&draft);
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.exists() => Ok(()),
        linked => linked.and_then(|()| remember(path)),
    }
}

/// Sees to it that a power cut does not take the new name away, and with it everybody's session.
fn remember(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    #[cfg(unix)]
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

/// A new file that only its owner can read.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
