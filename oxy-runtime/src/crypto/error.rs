//! [`KeyError`]: why a secret was refused.

use std::{error::Error, fmt, path::PathBuf};

/// Why no [`SecretKey`](super::SecretKey) could be made. It never holds a byte of a secret.
///
/// # Examples
///
/// ```
/// use oxy::SecretKey;
///
/// let error = SecretKey::new("swordfish").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "secret 1 has 9 bytes, expected at least 32; `openssl rand -base64 32` makes one",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// There is no secret at all.
    Empty,
    /// A secret has fewer than 32 bytes.
    TooShort {
        /// Its place in the ring, from 1.
        position: usize,
        /// Its length in bytes.
        found: usize,
    },
    /// A ring has more than four secrets.
    TooMany {
        /// Their number.
        found: usize,
    },
    /// Two secrets are the same, or by a chance of one in four thousand million have the same id.
    Repeated {
        /// The place of the earlier one in the ring, from 1.
        first: usize,
        /// The place of the later one.
        second: usize,
    },
    /// The environment variable does not exist.
    NotSet {
        /// Its name.
        variable: String,
    },
    /// The environment variable exists, but holds no usable secret.
    Variable {
        /// Its name.
        variable: String,
        /// What is wrong with its value.
        reason: Box<KeyError>,
    },
    /// The file cannot be read or made, or holds no usable secret.
    File {
        /// Where it is.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no secret, expected one of at least 32 bytes"),
            Self::TooShort { position, found } => write!(
                f,
                "secret {position} has {found} bytes, expected at least 32; \
                 `openssl rand -base64 32` makes one"
            ),
            Self::TooMany { found } => {
                write!(f, "the key ring has {found} secrets, expected at most 4")
            }
            Self::Repeated { first, second } => write!(
                f,
                "secrets {first} and {second} of the key ring have the same id, \
                 expected two different secrets"
            ),
            Self::NotSet { variable } => write!(
                f,
                "the environment variable {variable} is not set, \
                 expected a secret of at least 32 bytes in it"
            ),
            Self::File { path, problem } => {
                write!(f, "the key file {} is unusable: {problem}", path.display())
            }
            Self::Variable { variable, reason } => {
                write!(
                    f,
                    "the environment variable {variable} is unusable: {reason}"
                )
            }
        }
    }
}

// `reason` already stands in the text, so it is not a `source` as well.
impl Error for KeyError {}

/// A key that is a [`SecretKey`](crate::SecretKey) already needs no conversion.
impl From<std::convert::Infallible> for KeyError {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}
