//! What can be given as a secret key.

use crate::crypto::error::KeyError;
use crate::crypto::key::SecretKey;

/// What can be given as a secret key: a [`SecretKey`], what [`SecretKey::from_env`] and its like return, or a secret of at
/// least 32 bytes as text or bytes.
///
/// ```
/// # use oxy::prelude::*;
/// # #[oxy::app]
/// # struct App {}
/// # fn main() {
/// let server = oxy::serve(App {}).secret_key(SecretKey::random());
/// let server = oxy::serve(App {}).secret_key(SecretKey::from_env("OXY_SECRET_KEY"));
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no secret key",
    label = "neither a `SecretKey` nor text or bytes",
    note = "write `.secret_key(SecretKey::from_env(\"OXY_SECRET_KEY\"))`: what is wrong with it is said when the server starts"
)]
pub trait IntoSecretKey {
    /// The key.
    ///
    /// # Errors
    /// Why it is none, such as that it is too short.
    fn into_secret_key(self) -> Result<SecretKey, KeyError>;
}

impl IntoSecretKey for SecretKey {
    fn into_secret_key(self) -> Result<SecretKey, KeyError> {
        Ok(self)
    }
}

impl IntoSecretKey for Result<SecretKey, KeyError> {
    fn into_secret_key(self) -> Self {
        self
    }
}

/// Secrets that `TryFrom` takes.
macro_rules! by_conversion {
    ($($type:ty)*) => {$(
        impl IntoSecretKey for $type {
            fn into_secret_key(self) -> Result<SecretKey, KeyError> {
                self.try_into()
            }
        }
    )*};
}

by_conversion! { &str String &[u8] Vec<u8> }
