//! The known answers that `tests/vectors/sealed.py` makes and checks as well.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use super::at;
use crate::{
    cookie::{SameSite, SealedCookie},
    crypto::SecretKey,
};

const VECTORS: &str = include_str!("../../../../tests/vectors/sealed.json");

fn cookie(fields: &Value) -> SealedCookie {
    let text = |name: &str| fields[name].as_str().map(str::to_owned);
    let flag = |name: &str| fields[name].as_bool().unwrap();
    SealedCookie {
        value: text("value").unwrap().into(),
        expires_at: fields["expires_at"].as_u64(),
        http_only: flag("http_only"),
        secure: flag("secure"),
        same_site: text("same_site").map(|text| match &*text {
            "Lax" => SameSite::Lax,
            "Strict" => SameSite::Strict,
            "None" => SameSite::None,
            other => panic!("{other}"),
        }),
        persistent: flag("persistent"),
        partitioned: flag("partitioned"),
        path: text("path").unwrap().into(),
        domain: text("domain").map(Into::into),
    }
}

#[test]
fn c_u1_known_answers_open_and_are_made_again() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    assert!(vectors.len() >= 13);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let (about, name, token) = (text("about"), text("name"), text("token"));
        let secrets: Vec<&str> = vector["ring"]
            .as_array()
            .unwrap()
            .iter()
            .map(|secret| secret.as_str().unwrap())
            .collect();
        let sealed_by: usize = vector["sealed_by"].as_u64().unwrap().try_into().unwrap();
        let expected = cookie(&vector["cookie"]);

        let ring = SecretKey::ring(&secrets).unwrap();
        let opened = SealedCookie::open(&ring, name, token.as_bytes(), at(0)).unwrap();
        assert_eq!(opened, (expected.clone(), sealed_by > 0), "{about}");

        let key = SecretKey::new(secrets[sealed_by]).unwrap();
        let nonce = bytes(text("nonce")).try_into().unwrap();
        assert_eq!(
            key.seal_with_nonce(name, &nonce, &expected.encode()),
            token,
            "{about}"
        );
        // The id stands in the token behind the version.
        let id = URL_SAFE_NO_PAD.decode(&token[..8]).unwrap()[1..5].to_vec();
        assert_eq!(id, bytes(text("key_id")), "{about}");
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap())
        .collect()
}
