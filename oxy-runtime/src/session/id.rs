//! What the cookie carries, and what a store keeps of it.

use std::fmt;

use base64::Engine as _;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::crypto::{BASE64URL, random};

/// What a cookie carries: the key of a session, and the secret that proves it, 256 random bits.
///
/// As the bytes of the cookie's value, so that the secret lies in one place only.
pub(crate) struct SessionId(Zeroizing<[u8; LENGTH]>);

const LENGTH: usize = 8 + 8 + 32;

/// The number in the eight bytes after `at` times eight.
fn number_at(bytes: &[u8], at: usize) -> u64 {
    let (numbers, _) = bytes.as_chunks();
    u64::from_be_bytes(numbers[at])
}

impl SessionId {
    /// A new id for a session of a user, or of nobody.
    pub(crate) fn new(user: Option<&UserTag>) -> Self {
        let tag = user.map_or_else(|| u64::from_be_bytes(random()), UserTag::tag);
        Self::of(SessionKey::new(tag, u64::from_be_bytes(random())))
    }

    /// A new secret for a session.
    pub(crate) fn of(key: SessionKey) -> Self {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        bytes[..8].copy_from_slice(&key.tag.to_be_bytes());
        bytes[8..16].copy_from_slice(&key.number.to_be_bytes());
        bytes[16..].copy_from_slice(&*Zeroizing::new(random::<32>()));
        Self(bytes)
    }

    /// The id in a cookie's value; `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        let length = BASE64URL.decode_slice(text, bytes.as_mut_slice()).ok()?;
        (length == LENGTH).then_some(Self(bytes))
    }

    /// The cookie's value.
    pub(crate) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL.encode(self.0.as_slice()))
    }

    /// Where the session is stored.
    pub(crate) fn key(&self) -> SessionKey {
        SessionKey::new(number_at(&*self.0, 0), number_at(&*self.0, 1))
    }

    /// What a store keeps of the secret: whoever reads a store cannot log in.
    pub(crate) fn secret_hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(&self.0[16..]).into())
    }
}

/// The SHA-256 of the secret in a session's id.
///
/// ```
/// use oxy::session::SecretHash;
///
/// let hash = SecretHash::new([7; 32]);
/// assert_eq!(hash.as_bytes(), &[7; 32]);
/// assert_eq!(format!("{hash:?}"), "SecretHash(..)");
/// ```
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// A hash, as a store reads it back.
    #[must_use]
    pub const fn new(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// The hash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn words(&self) -> [u64; 4] {
        std::array::from_fn(|at| number_at(&self.0, at))
    }
}

/// In constant time, and by words: it would be eight times as much by bytes.
impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.words().ct_eq(&other.words()).into()
    }
}

impl Eq for SecretHash {}

impl fmt::Debug for SecretHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretHash(..)")
    }
}

/// The key of a session in a store: a tag that all sessions of one user share, and a random number.
///
/// It stays the same when the session gets a new secret. A store that is spread over machines keeps what has one tag
/// together, so that every step on one user's sessions is one script or transaction there.
///
/// ```
/// use oxy::session::SessionKey;
///
/// let key = SessionKey::new(7, 42);
/// assert_eq!((key.tag(), key.number()), (7, 42));
/// assert_eq!(format!("{key:?}"), "SessionKey(..)");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionKey {
    tag: u64,
    number: u64,
}

impl SessionKey {
    /// A key of these parts, as a store reads it back.
    #[must_use]
    pub fn new(tag: u64, number: u64) -> Self {
        Self { tag, number }
    }

    /// The tag: of the user, or random for a session without a user.
    #[must_use]
    pub fn tag(&self) -> u64 {
        self.tag
    }

    /// The number, unique among the sessions of the tag.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What names the session in a page of its user: the number in hexadecimal.
    pub(crate) fn reference(&self) -> String {
        format!("{:016x}", self.number)
    }

    /// The key of a user's session by its reference.
    pub(crate) fn referred(user: &UserTag, reference: &str) -> Option<Self> {
        let number = u64::from_str_radix(reference, 16).ok()?;
        let key = Self::new(user.tag, number);
        (key.reference() == reference).then_some(key)
    }
}

impl fmt::Debug for SessionKey {
    /// Nothing of it: a log that names sessions would let its readers follow users.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionKey(..)")
    }
}

/// A user as stores know them: the name, and the tag of the user's sessions.
///
/// ```
/// use oxy::session::UserTag;
///
/// let ann = UserTag::new("session_id", "ann@example.com");
/// assert_eq!(ann.name(), "ann@example.com");
/// assert_ne!(ann.tag(), UserTag::new("admin_session", "ann@example.com").tag());
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UserTag {
    tag: u64,
    name: String,
}

impl UserTag {
    /// The user of this name among the sessions of one kind, which is named as their cookie: kinds that share a store are
    /// kept apart.
    ///
    /// The tag comes from these two and not from the secret key: with the key's rotation the user's older sessions
    /// could no longer be found, and ending all of them would miss some.
    #[must_use]
    pub fn new(kind: &str, name: impl Into<String>) -> Self {
        let name = name.into();
        let mut hasher = Sha256::new_with_prefix(b"oxy/session/user-tag/v1\0");
        // A length before it, so that no two pairs of kind and name read the same.
        hasher.update((kind.len() as u64).to_be_bytes());
        hasher.update(kind.as_bytes());
        hasher.update(name.as_bytes());
        let hash: [u8; 32] = hasher.finalize().into();
        let mut tag = [0; 8];
        tag.copy_from_slice(&hash[..8]);
        Self {
            tag: u64::from_be_bytes(tag),
            name,
        }
    }

    /// The tag in the keys of the user's sessions.
    #[must_use]
    pub fn tag(&self) -> u64 {
        self.tag
    }

    /// The name, as [`SessionData::user`](crate::SessionData::user) gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Debug for UserTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("UserTag(..)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_id_survives_the_cookie() {
        let id = SessionId::of(SessionKey::new(u64::MAX - 5, 7));
        let text = id.text();
        assert_eq!(text.len(), 64);
        let parsed = SessionId::parse(&text).unwrap();
        assert_eq!(parsed.key(), SessionKey::new(u64::MAX - 5, 7));
        assert_eq!(parsed.secret_hash(), id.secret_hash());
    }

    #[test]
    fn anything_else_is_no_id() {
        let text = SessionId::new(None).text();
        let longer = format!("{}AAAA", *text);
        for wrong in [
            "",
            "AAAA",
            "session-abc-123",
            &text[1..],
            &longer,
            "%00",
            "ä",
        ] {
            assert!(SessionId::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_store_gets_the_hash_of_the_secret() {
        let id = SessionId::parse(&BASE64URL.encode([0; LENGTH])).unwrap();
        // SHA-256 of 32 zero bytes.
        let hash = id.secret_hash();
        assert_eq!(hash.as_bytes()[..4], [0x66, 0x68, 0x7a, 0xad]);
        assert_ne!(hash, SessionId::new(None).secret_hash());
    }

    #[test]
    fn users_have_tags_of_their_own() {
        let ann = UserTag::new("session_id", "ann");
        assert_ne!(ann.tag(), UserTag::new("session_id", "bob").tag());
        assert_ne!(ann.tag(), UserTag::new("session_i", "dann").tag());
        assert!(!format!("{ann:?}").contains("ann"));
    }

    #[test]
    fn a_reference_names_a_session_of_its_user() {
        let ann = UserTag::new("session_id", "ann");
        let key = SessionId::new(Some(&ann)).key();
        assert_eq!(SessionKey::referred(&ann, &key.reference()), Some(key));
        for wrong in [
            "",
            "1",
            "+000000000000001",
            "00000000000000000",
            "g000000000000000",
        ] {
            assert_eq!(SessionKey::referred(&ann, wrong), None, "{wrong}");
        }
    }
}
