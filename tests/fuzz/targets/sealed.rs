//! Sealed values: nothing opens but what was sealed, for its name, by this key, in its time, unchanged.
#![no_main]

#[path = "client.rs"]
mod client;

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;
use std::time::{Duration, UNIX_EPOCH};

use client::Asked;
use libfuzzer_sys::fuzz_target;
use oxy::prelude::*;
use oxy::testing::{seal, unseal};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, SessionData)]
struct Visitor {
    id: u8,
}

#[oxy::app]
struct App {
    sessions: Sessions<Visitor>,
}

#[get("/")]
async fn read(cookies: Cookies) -> Option<String> {
    cookies.get_encrypted("user")
}

#[get("/session")]
async fn session(visitor: Option<Session<Visitor>>) -> StatusCode {
    assert!(
        visitor.is_none(),
        "a session of nobody's making: {}",
        visitor.map_or(0, |visitor| visitor.id)
    );
    StatusCode::NO_CONTENT
}

/// Random, so that no input of an earlier run opens.
static SECRETS: LazyLock<[[u8; 32]; 2]> = LazyLock::new(|| [random(), random()]);
static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::new(SECRETS[0]).unwrap());
/// A key that sealed none of these.
static OTHER: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::new(SECRETS[1]).unwrap());
static ASKED: LazyLock<Asked> = LazyLock::new(|| asked(KEY.clone()));
/// The same key as an old one.
static RENEWED: LazyLock<Asked> =
    LazyLock::new(|| asked(SecretKey::ring([SECRETS[1], SECRETS[0]]).unwrap()));

fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_exact_mut(8) {
        chunk.copy_from_slice(&RandomState::new().hash_one(0).to_ne_bytes());
    }
    bytes
}

fn asked(key: SecretKey) -> Asked {
    Asked::new(
        oxy::serve(App {
            sessions: Sessions::memory(),
        })
        .secret_key(key),
    )
}

/// Another token: what an attacker makes of one by the bytes of the input.
fn changed(token: &str, how: u8, place: usize, byte: u8) -> Vec<u8> {
    let mut bytes = token.as_bytes().to_vec();
    let at = place % bytes.len();
    match how % 7 {
        0 => bytes[at] = byte,
        1 => bytes[at] ^= 1 << (byte % 7),
        2 => bytes.truncate(at),
        3 => bytes.insert(at, byte),
        4 => drop(bytes.remove(at)),
        5 => bytes.rotate_left(at),
        _ => bytes.push(byte),
    }
    bytes
}

fuzz_target!(|data: &[u8]| {
    let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let line = |bytes: &[u8]| [b"user=", bytes].concat();

    // Anything at all.
    if let Ok(text) = std::str::from_utf8(data) {
        assert_eq!(unseal(&KEY, "user", text, now), None);
    }
    if oxy::header::HeaderValue::from_bytes(data).is_ok() {
        let response = ASKED.ask(|client| client.get("/").header("cookie", line(data)));
        assert_eq!(response.status(), 404);
        let session = [b"__Host-session_id=", data].concat();
        let response = ASKED.ask(|client| client.get("/session").header("cookie", session));
        assert_eq!(response.status(), 204);
    }

    // What was sealed, and what is nearly that.
    let [how, place, more, byte, age, rest @ ..] = data else {
        return;
    };
    let Ok(value) = std::str::from_utf8(rest) else {
        return;
    };
    let age = Duration::from_secs(u64::from(*age) + 1);
    let Ok(token) = seal(&KEY, "user", value, age, now) else {
        return;
    };
    let opened = |name: &str, token: &str, now| unseal(&KEY, name, token, now);
    assert_eq!(opened("user", &token, now).as_deref(), Some(value));
    assert_eq!(
        opened("user", &token, now + age - Duration::from_secs(1)).as_deref(),
        Some(value)
    );
    assert_eq!(opened("user", &token, now + age), None);
    let other_name = value.get(..value.len().min(8)).unwrap_or("User");
    if other_name != "user" {
        assert_eq!(opened(other_name, &token, now), None);
    }
    assert_eq!(unseal(&OTHER, "user", &token, now), None);
    let place = usize::from(*place) + 256 * usize::from(*more);
    let other = changed(&token, *how, place, *byte);
    if let Ok(text) = std::str::from_utf8(&other) {
        let expected = (text == token).then_some(value);
        assert_eq!(opened("user", text, now).as_deref(), expected);
    }

    // The same through requests, by the clock of the client.
    let now = oxy::Clock::now(ASKED.client.clock());
    let token = seal(&KEY, "user", value, age, now).unwrap();
    let response = ASKED.ask(|client| client.get("/").header("cookie", line(token.as_bytes())));
    assert_eq!(
        (response.status().as_u16(), &*response.text()),
        (200, value)
    );
    // A second value that does not open harms nothing; one that opens to something else closes both.
    if !other
        .iter()
        .any(|byte| matches!(byte, b';' | b'\n' | b'\r'))
    {
        let both = [&line(&other)[..], b"; ", &line(token.as_bytes())].concat();
        if oxy::header::HeaderValue::from_bytes(&both).is_ok() {
            let response = ASKED.ask(|client| client.get("/").header("cookie", both));
            assert_eq!(
                (response.status().as_u16(), &*response.text()),
                (200, value)
            );
        }
    }
    let another = seal(&KEY, "user", &format!("{value}."), age, now).unwrap_or_default();
    if !another.is_empty() {
        let both = format!("user={token}; user={another}");
        let response = ASKED.ask(|client| client.get("/").header("cookie", both));
        assert_eq!(response.status(), 404);
    }
    // What an old key sealed is sealed again, with the same value and end.
    let now = oxy::Clock::now(RENEWED.client.clock());
    let token = seal(&KEY, "user", value, age, now).unwrap();
    let response = RENEWED.ask(|client| client.get("/").header("cookie", line(token.as_bytes())));
    assert_eq!(
        (response.status().as_u16(), &*response.text()),
        (200, value)
    );
    let lines = response.set_cookies();
    assert_eq!(lines.len(), 1);
    let (pair, attributes) = lines[0].split_once("; ").unwrap();
    let again = pair.strip_prefix("user=").unwrap();
    assert_ne!(again, token);
    assert_eq!(
        attributes,
        format!(
            "HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age={}",
            age.as_secs()
        )
    );
    assert_eq!(
        unseal(&OTHER, "user", again, now + age - Duration::from_secs(1)).as_deref(),
        Some(value)
    );
    assert_eq!(unseal(&OTHER, "user", again, now + age), None);
});
