//! Sealing and opening, in the only file that names a cipher.
//!
//! A sealed value is `base64url_nopad` of
//!
//! ```text
//! 0         1        5                 29                       n - 16        n
//! +---------+--------+-----------------+------------------------+-------------+
//! | version | key id |      nonce      |       ciphertext       |     tag     |
//! |  0x01   | 4 B    |      24 B       |  as long as plaintext  |    16 B     |
//! +---------+--------+-----------------+------------------------+-------------+
//! associated data: version || name of the cookie
//! ```
//!
//! The cipher is XAES-256-GCM (C2SP, <https://c2sp.org/XAES-256-GCM>): AES-256-GCM under a key
//! derived from the first half of the nonce. Random nonces of plain AES-GCM are spent after 2^32
//! values of a key (NIST SP 800-38D, 8.3), these after 2^80.

use std::array;
use std::ops::Deref;

use aes_gcm::{
    AeadInOut as _, AesGcm, KeyInit as _, Nonce, Tag,
    aead::consts::U12,
    aes::{Aes256Enc, Block, cipher::BlockCipherEncrypt as _},
};
use base64::Engine as _;
use zeroize::{Zeroize as _, Zeroizing};

use super::{BASE64URL, SecretKey, random};

const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 24;
const HEADER: usize = 1 + KEY_ID + NONCE;
const TAG: usize = 16;

/// No cookie is longer (RFC 6265bis, 5.6), so nothing longer was sealed here.
const MAX_TOKEN_BYTES: usize = 4096;

/// What a token held.
pub(crate) struct Opened {
    pub(crate) plaintext: Plaintext,
    /// An old key of the ring sealed it: it is to be sealed again.
    pub(crate) stale: bool,
}

/// Bytes that are wiped from memory on drop: all at once, where `Zeroizing` would go from byte to byte.
pub(crate) struct Plaintext(Vec<u8>);

impl Deref for Plaintext {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Plaintext {
    fn drop(&mut self) {
        self.0.spare_capacity_mut().zeroize();
        self.0.as_mut_slice().zeroize();
    }
}

/// Why a token did not open: for a debug line and a counter only, never for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotOpened {
    TooLong,
    NotBase64,
    TooShort,
    UnknownVersion,
    UnknownKey,
    /// Changed, cut, sealed for another name, or by another secret with the same key id.
    BadTag,
}

impl NotOpened {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "longer than any cookie",
            Self::NotBase64 => "not base64url without padding",
            Self::TooShort => "too short for a sealed value",
            Self::UnknownVersion => "unknown version",
            Self::UnknownKey => "sealed by a key that is not in the ring",
            Self::BadTag => "tampered with or sealed for another name",
        }
    }
}

/// How long the token of so long a plaintext is.
pub(crate) fn token_length(plaintext: usize) -> usize {
    ((HEADER + plaintext + TAG) * 4).div_ceil(3)
}

impl SecretKey {
    /// Seals with the ring's first key, bound to the cookie's name: what `write` appends to the bytes that it is given,
    /// `length` of them. The token is appended to `line`.
    pub(crate) fn seal_onto(
        &self,
        line: &mut Vec<u8>,
        name: &str,
        length: usize,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        self.first().seal_onto(line, name, &random(), length, write);
    }

    /// Opens what [`seal_onto`](Self::seal_onto) made for the same name under any key of the ring.
    pub(crate) fn open(&self, name: &str, token: &[u8]) -> Result<Opened, NotOpened> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(NotOpened::TooLong);
        }
        // The associated data stands before the token in the same buffer.
        let data = 1 + name.len();
        let mut buffer = Plaintext(Vec::with_capacity(data + token.len() / 4 * 3 + 3));
        buffer.0.push(VERSION);
        buffer.0.extend_from_slice(name.as_bytes());
        BASE64URL
            .decode_vec(token, &mut buffer.0)
            .map_err(|_| NotOpened::NotBase64)?;

        let (associated, token) = buffer.0.split_at_mut(data);
        let (header, body) = token
            .split_first_chunk_mut::<HEADER>()
            .ok_or(NotOpened::TooShort)?;
        let (sealed, tag) = body
            .split_last_chunk_mut::<TAG>()
            .ok_or(NotOpened::TooShort)?;
        let [version, a, b, c, d, nonce @ ..] = *header;
        if version != VERSION {
            return Err(NotOpened::UnknownVersion);
        }
        let (key, stale) = self.by_id(&[a, b, c, d]).ok_or(NotOpened::UnknownKey)?;
        key.decrypt(&nonce, associated, sealed, tag)
            .map_err(|_| NotOpened::BadTag)?;

        let length = sealed.len();
        buffer
            .0
            .copy_within(data + HEADER..data + HEADER + length, 0);
        buffer.0.truncate(length);
        Ok(Opened {
            plaintext: buffer,
            stale,
        })
    }
}

/// A key of the ring: XAES-256-GCM under one derived key.
pub(super) struct SealingKey {
    id: [u8; KEY_ID],
    aes: Aes256Enc,
    /// The CMAC subkey K1, which depends on the key alone.
    subkey: Zeroizing<u128>,
}

impl SealingKey {
    pub(super) fn new(key: &[u8; 32], id: [u8; KEY_ID]) -> Self {
        let aes = Aes256Enc::new(key.into());
        let mut block = Block::default();
        aes.encrypt_block(&mut block);
        // Doubling in GF(2^128), NIST SP 800-38B, 6.1; without a branch on the secret bit.
        let zero = Zeroizing::new(u128::from_be_bytes(block.into()));
        let subkey = Zeroizing::new((*zero << 1) ^ ((*zero >> 127) * 0b1000_0111));
        Self { id, aes, subkey }
    }

    pub(super) fn id(&self) -> &[u8; KEY_ID] {
        &self.id
    }

    /// See [`SecretKey::seal_onto`].
    pub(super) fn seal_onto(
        &self,
        line: &mut Vec<u8>,
        name: &str,
        nonce: &[u8; NONCE],
        length: usize,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        // The associated data stands before the token in the same buffer.
        let data = 1 + name.len();
        let mut buffer = Vec::with_capacity(data + HEADER + length + TAG);
        buffer.push(VERSION);
        buffer.extend_from_slice(name.as_bytes());
        buffer.push(VERSION);
        buffer.extend_from_slice(&self.id);
        buffer.extend_from_slice(nonce);
        write(&mut buffer);
        let (associated, token) = buffer.split_at_mut(data);
        match self.encrypt(nonce, associated, &mut token[HEADER..]) {
            Ok(tag) => buffer.extend_from_slice(&tag),
            // Only of 64 GiB. Nothing opens an empty token, and nobody reads the plaintext.
            Err(_) => return,
        }
        let token = &buffer[data..];
        let begin = line.len();
        line.resize(begin + (token.len() * 4).div_ceil(3), 0);
        if BASE64URL.encode_slice(token, &mut line[begin..]).is_err() {
            line.truncate(begin);
        }
    }

    pub(super) fn encrypt(
        &self,
        nonce: &[u8; NONCE],
        associated: &[u8],
        text: &mut [u8],
    ) -> Result<[u8; TAG], aes_gcm::Error> {
        let cipher = self.cipher(nonce);
        let tag = cipher.encrypt_inout_detached(&inner(nonce), associated, text.into())?;
        Ok(tag.into())
    }

    fn decrypt(
        &self,
        nonce: &[u8; NONCE],
        associated: &[u8],
        text: &mut [u8],
        tag: &[u8; TAG],
    ) -> Result<(), aes_gcm::Error> {
        let cipher = self.cipher(nonce);
        let tag: &Tag = tag.into();
        cipher.decrypt_inout_detached(&inner(nonce), associated, text.into(), tag)
    }

    /// AES-256-GCM for one message (XAES-256-GCM, steps 3 to 5).
    fn cipher(&self, nonce: &[u8; NONCE]) -> AesGcm<Aes256Enc, U12> {
        let mut block = [0; 16];
        block[2] = b'X';
        block[4..].copy_from_slice(&nonce[..12]);
        let mut derived = [0; 32];
        for (half, counter) in derived.as_chunks_mut::<16>().0.iter_mut().zip(1..) {
            block[1] = counter;
            *half = (u128::from_be_bytes(block) ^ *self.subkey).to_be_bytes();
            self.aes.encrypt_block(half.into());
        }
        let cipher = AesGcm::new((&derived).into());
        derived.as_mut_slice().zeroize();
        cipher
    }
}

/// The nonce of the inner cipher (XAES-256-GCM, step 6).
fn inner(nonce: &[u8; NONCE]) -> Nonce<U12> {
    let rest: [u8; 12] = array::from_fn(|index| nonce[12 + index]);
    rest.into()
}
