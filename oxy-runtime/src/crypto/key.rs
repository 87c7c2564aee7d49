//! [`SecretKey`]: the application's secret, or a ring of them.

use std::io::Write as _;
use std::{env, ffi::OsStr, fmt, sync::Arc};

use hkdf::Hkdf;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq as _};
use zeroize::Zeroizing;

use super::{KeyError, random, seal::SealingKey};

/// The secret that seals an application's cookies, or a ring of two to four of them.
///
/// A secret has at least 32 bytes. The cipher's keys are derived from it by HKDF-SHA256 with a
/// label per purpose, so that any form is fine: text, base64, raw bytes. It should be random, as
/// `openssl rand -base64 32` makes it: HKDF does not make a guessable passphrase safe (OWASP ASVS
/// 5.0, 11.4.4).
///
/// Of a ring the first secret seals and all open, so that a secret can be replaced without logging
/// anybody out: put the new one in front, and drop the old one when its cookies have expired. What
/// an old secret sealed is sealed again by the first one with the next response.
///
/// The secret itself is not kept, the derived keys are wiped from memory on drop, and `Debug`
/// prints neither. A clone is cheap and shares the keys.
///
/// # Examples
///
/// ```
/// use oxy::SecretKey;
///
/// # fn main() -> Result<(), oxy::KeyError> {
/// let key = SecretKey::new("my-super-secret-key-must-be-32-bytes")?;
/// assert_eq!(format!("{key:?}"), "SecretKey(1 key)");
///
/// assert!(SecretKey::new("too short").is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SecretKey {
    /// Not a slice, into which the keys would be moved and leave a copy behind.
    ring: Arc<Vec<SealingKey>>,
    published_example: bool,
}

/// The least length of a secret in bytes: that of the keys derived from it.
const MIN_BYTES: usize = 32;

/// The most secrets in a ring: more would mean rotating faster than cookies expire.
const MAX_SECRETS: usize = 4;

/// Changing a label closes every cookie sealed before.
const SEALING_KEY: &[u8] = b"oxy/cookie/xaes-256-gcm/v1";
const KEY_ID: &[u8] = b"oxy/cookie/key-id/v1";

/// Secrets of 32 bytes and more that stand in documentation, ours included: every attacker tries
/// them first.
const PUBLISHED: [&[u8]; 2] = [
    b"my-super-secret-key-must-be-32-bytes",
    b"k3y-must-be-32-bytes-long-!!!!!!!!",
];

impl SecretKey {
    /// The key made from one secret of at least 32 bytes, taken as they stand.
    ///
    /// # Errors
    ///
    /// [`KeyError::TooShort`] when the secret has fewer than 32 bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use oxy::{KeyError, SecretKey};
    ///
    /// let error = SecretKey::new("swordfish").unwrap_err();
    /// assert!(matches!(error, KeyError::TooShort { found: 9, .. }));
    /// ```
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::ring([secret])
    }

    /// The key ring of one to four secrets: the first seals, all open.
    ///
    /// # Errors
    ///
    /// [`KeyError::TooShort`] names a secret under 32 bytes, [`KeyError::Repeated`] two that are
    /// the same or cannot be told apart by their ids, [`KeyError::Empty`] and
    /// [`KeyError::TooMany`] a wrong number of them.
    ///
    /// # Examples
    ///
    /// ```
    /// use oxy::SecretKey;
    ///
    /// # fn main() -> Result<(), oxy::KeyError> {
    /// let new = "k3y-must-be-32-bytes-long-!!!!!!!!";
    /// let old = "my-super-secret-key-must-be-32-bytes";
    /// let key = SecretKey::ring([new, old])?;
    /// assert_eq!(format!("{key:?}"), "SecretKey(2 keys)");
    /// # Ok(())
    /// # }
    /// ```
    pub fn ring<I>(secrets: I) -> Result<Self, KeyError>
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        let secrets: Vec<I::Item> = secrets.into_iter().collect();
        match secrets.len() {
            0 => return Err(KeyError::Empty),
            1..=MAX_SECRETS => {}
            found => return Err(KeyError::TooMany { found }),
        }

        let mut ring: Vec<SealingKey> = Vec::with_capacity(secrets.len());
        let mut published_example = Choice::from(0);
        for (index, secret) in secrets.iter().enumerate() {
            let secret = secret.as_ref();
            let (position, found) = (index + 1, secret.len());
            if found < MIN_BYTES {
                return Err(KeyError::TooShort { position, found });
            }
            // Equal secrets have equal ids, so one comparison finds both; an id is no secret.
            let key = derived_key(secret);
            if let Some(first) = ring.iter().position(|earlier| earlier.id() == key.id()) {
                return Err(KeyError::Repeated {
                    first: first + 1,
                    second: position,
                });
            }
            ring.push(key);
            for example in PUBLISHED {
                published_example |= example.ct_eq(secret);
            }
        }
        Ok(Self {
            ring: Arc::new(ring),
            published_example: published_example.into(),
        })
    }

    /// A key nobody knows, for this run only: what it sealed does not open after a restart.
    ///
    /// # Examples
    ///
    /// ```
    /// let key = oxy::SecretKey::random();
    /// assert_eq!(format!("{key:?}"), "SecretKey(1 key)");
    /// ```
    pub fn random() -> Self {
        let secret = Zeroizing::new(random::<MIN_BYTES>());
        Self {
            ring: Arc::new(vec![derived_key(secret.as_slice())]),
            published_example: false,
        }
    }

    /// The key in an environment variable: its bytes as they stand, a comma between the secrets of
    /// a ring.
    ///
    /// # Errors
    ///
    /// [`KeyError::NotSet`] when there is no such variable; [`KeyError::Variable`] with the reason
    /// when it is empty or holds a secret that [`ring`](Self::ring) refuses.
    ///
    /// # Examples
    ///
    /// ```
    /// use oxy::SecretKey;
    ///
    /// let error = SecretKey::from_env("SHOP_SECRET_KEY").unwrap_err();
    /// assert!(error.to_string().contains("SHOP_SECRET_KEY is not set"));
    /// ```
    pub fn from_env(variable: &str) -> Result<Self, KeyError> {
        let value = env::var_os(variable).ok_or_else(|| KeyError::NotSet {
            variable: variable.to_owned(),
        })?;
        Self::from_variable(variable, &value)
    }

    /// The key in an environment variable, or a [random](Self::random) one with a line on stderr
    /// when there is no such variable: for a development machine that needs no set-up.
    ///
    /// Several processes that serve one site need a common key: use [`from_env`](Self::from_env)
    /// there.
    ///
    /// # Errors
    ///
    /// [`KeyError::Variable`] when the variable is there but empty or unusable: a mistake in a
    /// deployment never turns into a random key.
    ///
    /// # Examples
    ///
    /// ```
    /// use oxy::SecretKey;
    ///
    /// # fn main() -> Result<(), oxy::KeyError> {
    /// let key = SecretKey::from_env_or_random("SHOP_SECRET_KEY")?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_env_or_random(variable: &str) -> Result<Self, KeyError> {
        if let Some(value) = env::var_os(variable) {
            return Self::from_variable(variable, &value);
        }
        let _ = writeln!(
            std::io::stderr(),
            "oxy: {variable} is not set, so a random key is used for this run: cookies sealed now \
             do not open after a restart"
        );
        Ok(Self::random())
    }

    /// Whether one of the secrets was copied from documentation, which the launch refuses in a
    /// release build.
    pub(crate) fn is_published_example(&self) -> bool {
        self.published_example
    }

    /// The key that seals.
    pub(super) fn first(&self) -> &SealingKey {
        // A ring is never empty: `ring` and `random`, the only constructors, see to it.
        &self.ring[0]
    }

    /// The key of this id and whether it is an old one, that is, not the first.
    pub(super) fn by_id(&self, id: &[u8; 4]) -> Option<(&SealingKey, bool)> {
        let index = self.ring.iter().position(|key| key.id() == id)?;
        Some((&self.ring[index], index > 0))
    }

    pub(super) fn from_variable(variable: &str, value: &OsStr) -> Result<Self, KeyError> {
        let value = Zeroizing::new(value.as_encoded_bytes().to_vec());
        let key = if value.is_empty() {
            Err(KeyError::Empty)
        } else {
            Self::ring(value.split(|&byte| byte == b','))
        };
        key.map_err(|reason| KeyError::Variable {
            variable: variable.to_owned(),
            reason: Box::new(reason),
        })
    }
}

/// The cipher's key and its id, which no secret of the ring can be computed from.
fn derived_key(secret: &[u8]) -> SealingKey {
    let hkdf = Hkdf::<Sha256>::new(None, secret);
    SealingKey::new(
        &Zeroizing::new(derive(&hkdf, SEALING_KEY)),
        derive(&hkdf, KEY_ID),
    )
}

fn derive<const N: usize>(hkdf: &Hkdf<Sha256>, label: &[u8]) -> [u8; N] {
    // RFC 5869, 2.3: the output is at most 255 hashes long.
    const { assert!(N <= 255 * 32) };
    let mut key = [0; N];
    match hkdf.expand(label, &mut key) {
        Ok(()) => key,
        Err(_) => unreachable!("the length was checked by the compiler"),
    }
}

impl TryFrom<&str> for SecretKey {
    type Error = KeyError;

    fn try_from(secret: &str) -> Result<Self, KeyError> {
        Self::new(secret)
    }
}

impl TryFrom<String> for SecretKey {
    type Error = KeyError;

    fn try_from(secret: String) -> Result<Self, KeyError> {
        Self::new(Zeroizing::new(secret.into_bytes()).as_slice())
    }
}

impl TryFrom<&[u8]> for SecretKey {
    type Error = KeyError;

    fn try_from(secret: &[u8]) -> Result<Self, KeyError> {
        Self::new(secret)
    }
}

impl TryFrom<Vec<u8>> for SecretKey {
    type Error = KeyError;

    fn try_from(secret: Vec<u8>) -> Result<Self, KeyError> {
        Self::new(Zeroizing::new(secret).as_slice())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.ring.len();
        let noun = if count == 1 { "key" } else { "keys" };
        write!(f, "SecretKey({count} {noun})")
    }
}
