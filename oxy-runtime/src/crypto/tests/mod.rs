#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod key;
mod key_file;
mod seal;

use super::{NotOpened, SecretKey, random};

const SECRET: &str = "GdWx1CmJ4f0vUaTqkzE7sYp2RnBhL9oM";
const OLD: &str = "an-older-secret-of-at-least-32-bytes";
/// Two secrets whose key ids happen to be the same.
const SAME_ID: [&str; 2] = [
    "a-secret-of-the-same-key-id-015822",
    "a-secret-of-the-same-key-id-183709",
];

fn secret_key() -> SecretKey {
    SecretKey::new(SECRET).unwrap()
}

fn opened(key: &SecretKey, name: &str, token: impl AsRef<[u8]>) -> Result<String, NotOpened> {
    let opened = key.open(name, token.as_ref())?;
    Ok(String::from_utf8(opened.plaintext.to_vec()).unwrap())
}

impl SecretKey {
    pub(crate) fn seal(&self, name: &str, plaintext: &[u8]) -> String {
        self.seal_with_nonce(name, &random(), plaintext)
    }

    /// Seals under a nonce that a known-answer test chose.
    pub(crate) fn seal_with_nonce(&self, name: &str, nonce: &[u8; 24], plaintext: &[u8]) -> String {
        let mut token = Vec::new();
        let write = |bytes: &mut Vec<u8>| bytes.extend_from_slice(plaintext);
        self.first()
            .seal_onto(&mut token, name, nonce, plaintext.len(), write);
        String::from_utf8(token).unwrap()
    }
}
