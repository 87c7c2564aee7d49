//! Secrets and what they seal: nothing above this folder names a cipher.
//!
//! - [`key`]: [`SecretKey`], one secret or a ring, and the keys derived from it
//! - [`key_file`]: a secret in a file that makes itself
//! - [`into_key`]: [`IntoSecretKey`], what can be given as a key
//! - [`error`]: [`KeyError`], why a secret was refused
//! - [`base64url`]: how sealed values and session ids are written
//! - [`seal`]: the token format, the only file that encrypts and decrypts
//! - [`random`]: unpredictable bytes

mod base64url;
mod error;
mod into_key;
mod key;
mod key_file;
mod random;
mod seal;

pub(crate) use base64url::BASE64URL;
pub use error::KeyError;
pub use into_key::IntoSecretKey;
pub use key::SecretKey;
pub(crate) use random::random;
pub(crate) use seal::{NotOpened, token_length};

#[cfg(test)]
mod tests;
