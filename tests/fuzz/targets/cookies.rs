//! The request's `Cookie` lines: what is read is what the grammar says, and what was set comes back.
#![no_main]

#[path = "client.rs"]
mod client;

use std::sync::LazyLock;

use client::Asked;
use libfuzzer_sys::fuzz_target;
use oxy::prelude::*;

#[oxy::app]
struct App {}

/// The pairs of RFC 6265bis, 5.4, the long way round.
fn expected(headers: &oxy::header::HeaderMap) -> Vec<(String, String)> {
    let trim = |bytes: &[u8]| {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
        let start = bytes.iter().take_while(|byte| is_blank(byte)).count();
        let end = bytes[start..]
            .iter()
            .rev()
            .take_while(|byte| is_blank(byte))
            .count();
        bytes[start..bytes.len() - end].to_vec()
    };
    let lines = headers.get_all(oxy::header::COOKIE).iter();
    let pieces = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let pairs = pieces.filter_map(|piece| {
        let mut halves = piece.splitn(2, |byte| *byte == b'=');
        Some((trim(halves.next()?), trim(halves.next()?)))
    });
    pairs
        .filter(|(name, _)| !name.is_empty())
        .take(300)
        .filter_map(|(name, value)| {
            Some((
                String::from_utf8(name).ok()?,
                String::from_utf8(value).ok()?,
            ))
        })
        .collect()
}

#[get("/")]
async fn read(headers: Headers, cookies: Cookies) {
    let expected = expected(&headers);
    let found: Vec<_> = cookies
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    assert_eq!(found, expected);
    for (name, _) in &expected {
        let values: Vec<_> = expected
            .iter()
            .filter(|(other, _)| other == name)
            .map(|(_, value)| &**value)
            .collect();
        assert_eq!(cookies.all(name).collect::<Vec<_>>(), values);
        assert_eq!(cookies.get(name), Some(values[0]));
        let bare = cookies.get_unquoted(name).unwrap();
        assert!(bare == values[0] || format!("\"{bare}\"") == values[0]);
        assert_eq!(cookies.get_or(name, 7_u8), values[0].parse().unwrap_or(7));
        assert_eq!(
            cookies.parse::<u8>(name).is_ok(),
            values[0].parse::<u8>().is_ok()
        );
        // Nobody has the key.
        assert_eq!(cookies.get_encrypted(name), None);
        // Names are compared byte for byte.
        for other in [
            name.to_ascii_uppercase(),
            format!("{name} "),
            name.replace('_', "%5F"),
        ] {
            if !expected.iter().any(|(known, _)| *known == other) {
                assert_eq!(cookies.get(&other), None);
            }
        }
    }
}

#[post("/")]
async fn write(body: Bytes) -> Response {
    let text = String::from_utf8_lossy(&body);
    let (name, value) = text.split_once('\n').unwrap_or((&text, ""));
    oxy::text("set").set_cookie(Cookie::new(name, value))
}

static ASKED: LazyLock<Asked> =
    LazyLock::new(|| Asked::new(oxy::serve(App {}).secret_key(SecretKey::random())));

fuzz_target!(|data: &[u8]| {
    // Lines as they come; one that HTTP does not allow cannot come.
    let allowed = |line: &&[u8]| oxy::header::HeaderValue::from_bytes(line).is_ok();
    let response = ASKED.ask(|client| {
        let lines = data.split(|byte| *byte == b'\n').filter(allowed);
        lines.fold(client.get("/"), |request, line| {
            request.header("cookie", line)
        })
    });
    assert_eq!(response.status(), 204);

    // A cookie that can be set is read as it was set, and is alone in its line.
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (name, value) = text.split_once('\n').unwrap_or((text, ""));
    let response = ASKED.ask(|client| client.post("/").body(data.to_vec()));
    if response.status() == 200 {
        let lines = response.set_cookies();
        assert_eq!(lines.len(), 1);
        let pair = lines[0].split(';').next().unwrap();
        assert_eq!(pair, format!("{name}={value}"));
        let cookies = Cookies::new(pair, SecretKey::random());
        assert_eq!(cookies.iter().collect::<Vec<_>>(), [(name, value)]);
        let between = Cookies::new(&format!("a;{pair}; b"), SecretKey::random());
        assert_eq!(between.iter().collect::<Vec<_>>(), [(name, value)]);
    }
});
