use std::collections::HashSet;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha3::{
    Shake128,
    digest::{ExtendableOutput as _, Update as _, XofReader as _},
};

use super::{OLD, SAME_ID, SECRET, opened, secret_key};
use crate::crypto::{NotOpened, SecretKey, seal::SealingKey};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Ciphertext and tag of XAES-256-GCM.
fn xaes(key: [u8; 32], nonce: &[u8; 24], text: &[u8], associated: &[u8]) -> Vec<u8> {
    let mut sealed = text.to_vec();
    let tag = SealingKey::new(&key, [0; 4])
        .encrypt(nonce, associated, &mut sealed)
        .unwrap();
    sealed.extend(tag);
    sealed
}

#[test]
fn c_u2_xaes_vectors_of_c2sp() {
    let nonce = b"ABCDEFGHIJKLMNOPQRSTUVWX";
    let text = b"XAES-256-GCM";
    // The most significant bit of AES(K, 0) differs between the two, so that both ways of making
    // the subkey are taken.
    assert_eq!(
        hex(&xaes([1; 32], nonce, text, b"")),
        "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"
    );
    assert_eq!(
        hex(&xaes([3; 32], nonce, text, b"c2sp.org/XAES-256-GCM")),
        "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"
    );
}

#[test]
fn c_u2_xaes_accumulated_over_10_000_rounds() {
    let mut stream = Shake128::default().finalize_xof();
    let mut read = |length: usize| {
        let mut bytes = vec![0; length];
        stream.read(&mut bytes);
        bytes
    };
    let mut results = Shake128::default();
    for _ in 0..10_000 {
        let key = read(32).try_into().unwrap();
        let nonce = read(24).try_into().unwrap();
        let length = read(1)[0];
        let text = read(length.into());
        let length = read(1)[0];
        let associated = read(length.into());
        results.update(&xaes(key, &nonce, &text, &associated));
    }
    let mut found = [0; 32];
    results.finalize_xof().read(&mut found);
    assert_eq!(
        hex(&found),
        "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939"
    );
}

#[test]
fn c_u2_no_nonce_repeats() {
    let rounds = if cfg!(debug_assertions) {
        100_000
    } else {
        1_000_000
    };
    let key = secret_key();
    let mut seen = HashSet::with_capacity(rounds);
    for _ in 0..rounds {
        let token = URL_SAFE_NO_PAD.decode(key.seal("n", b"")).unwrap();
        assert!(seen.insert(<[u8; 24]>::try_from(&token[5..29]).unwrap()));
    }
}

#[test]
fn s01_opens_what_it_sealed_and_shows_nothing_of_it() {
    let key = secret_key();
    for length in [0, 1, 2, 3, 15, 16, 17, 100, 2000] {
        let text = "x".repeat(length);
        let token = key.seal("theme", text.as_bytes());
        assert_eq!(token.len(), ((45 + length) * 4).div_ceil(3));
        // Long enough that no token has it by chance.
        assert!(!token.contains("xxxxxxxxxxxx"));
        assert_eq!(opened(&key, "theme", &token), Ok(text));
        assert_ne!(key.seal("theme", b"v"), key.seal("theme", b"v"));
    }
}

#[test]
fn s03_opens_under_its_own_name_only() {
    let key = secret_key();
    let token = key.seal("theme", b"dark");
    for name in ["session_user", "Theme", "theme ", "them", "", "\u{1}theme"] {
        assert_eq!(
            opened(&key, name, &token),
            Err(NotOpened::BadTag),
            "{name:?}"
        );
    }
}

#[test]
fn c_u1_no_flipped_bit_opens() {
    let key = secret_key();
    let token = URL_SAFE_NO_PAD.decode(key.seal("n", b"value")).unwrap();
    for (index, bit) in (0..token.len()).flat_map(|index| (0..8).map(move |bit| (index, bit))) {
        let mut changed = token.clone();
        changed[index] ^= 1 << bit;
        let expected = match index {
            0 => NotOpened::UnknownVersion,
            1..=4 => NotOpened::UnknownKey,
            _ => NotOpened::BadTag,
        };
        let found = opened(&key, "n", URL_SAFE_NO_PAD.encode(&changed));
        assert_eq!(found, Err(expected), "byte {index}, bit {bit}");
    }
}

#[test]
fn s09_no_truncation_or_extension_opens() {
    let key = secret_key();
    let token = key.seal("n", b"value");
    for length in 0..token.len() {
        assert!(opened(&key, "n", &token[..length]).is_err(), "{length}");
    }
    let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
    for length in 0..45 {
        let found = opened(&key, "n", URL_SAFE_NO_PAD.encode(&bytes[..length]));
        assert_eq!(found, Err(NotOpened::TooShort), "{length}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(
        opened(&key, "n", URL_SAFE_NO_PAD.encode(longer)),
        Err(NotOpened::BadTag)
    );
    for more in ["A", "AA", "AAA", "AAAA"] {
        assert!(opened(&key, "n", format!("{token}{more}")).is_err());
    }
}

#[test]
fn s09_no_changed_character_opens() {
    // 1, 2 and 0 bytes over a multiple of 3: with 4, 2 and 0 trailing bits that must be zero.
    // Those of the longer ones are read many at a time, but for the last.
    for length in [1, 2, 3, 20, 21, 22] {
        let key = secret_key();
        let token = key.seal("n", &vec![b'v'; length]).into_bytes();
        for index in 0..token.len() {
            for byte in 0..=u8::MAX {
                let mut changed = token.clone();
                changed[index] = byte;
                assert_eq!(
                    opened(&key, "n", &changed).is_ok(),
                    changed == token,
                    "{index}: {byte}"
                );
            }
        }
    }
}

#[test]
fn s09_only_the_one_spelling_of_base64_opens() {
    let key = secret_key();
    // A nonce whose base64url has both characters that the alphabets spell differently.
    let token = key.seal_with_nonce("n", &[0xfb, 0xff, 0xbf].repeat(8).try_into().unwrap(), b"v");
    assert!(token.contains('-') && token.contains('_'));
    assert!(opened(&key, "n", &token).is_ok());
    let not_base64 = [
        token.replace('-', "+"),
        token.replace('_', "/"),
        token.replace('-', "%2D"),
        format!("{token}="),
        format!("{token}=="),
        format!("\"{token}\""),
        format!(" {token}"),
        format!("{token}\n"),
        "!!!".to_owned(),
        "YWFhYQ==".to_owned(),
        "é".repeat(40),
        "A".repeat(61),
    ];
    for token in not_base64 {
        assert_eq!(
            opened(&key, "n", &token),
            Err(NotOpened::NotBase64),
            "{token}"
        );
    }
    assert_eq!(opened(&key, "n", ""), Err(NotOpened::TooShort));
    assert_eq!(
        opened(&key, "n", "A".repeat(60)),
        Err(NotOpened::UnknownVersion)
    );
    assert_eq!(
        opened(&key, "n", "=".repeat(4096)),
        Err(NotOpened::NotBase64)
    );
    assert_eq!(opened(&key, "n", "=".repeat(4097)), Err(NotOpened::TooLong));
}

#[test]
fn s09_another_key_does_not_open() {
    let token = secret_key().seal("n", b"v");
    assert_eq!(
        opened(&SecretKey::random(), "n", &token),
        Err(NotOpened::UnknownKey)
    );
    let [one, other] = SAME_ID.map(|secret| SecretKey::new(secret).unwrap());
    assert_eq!(
        opened(&other, "n", one.seal("n", b"v")),
        Err(NotOpened::BadTag)
    );
}

#[test]
fn s23_the_first_key_seals_and_all_open() {
    let old = SecretKey::new(OLD).unwrap();
    let ring = SecretKey::ring([SECRET, OLD]).unwrap();

    let token = old.seal("n", b"v");
    let found = ring.open("n", token.as_bytes()).unwrap();
    assert_eq!((&found.plaintext[..], found.stale), (&b"v"[..], true));
    assert_eq!(
        opened(&secret_key(), "n", &token),
        Err(NotOpened::UnknownKey)
    );

    let token = ring.seal("n", b"v");
    assert!(!ring.open("n", token.as_bytes()).unwrap().stale);
    assert!(opened(&secret_key(), "n", &token).is_ok());
    assert_eq!(opened(&old, "n", &token), Err(NotOpened::UnknownKey));
}
