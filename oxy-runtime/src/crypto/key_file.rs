//! A secret in a file that makes itself.

use std::env;
use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{KeyError, SecretKey, random};
use crate::private_file;

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
    let secret = Zeroizing::new(random::<32>());
    let line = Zeroizing::new(format!("{}\n", STANDARD.encode(secret.as_slice())));
    private_file::make(path, line.as_bytes())?;
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
