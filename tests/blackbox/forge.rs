//! C: forged session values.

use super::harness::{ALPHABET, Request, encode, pair, server};

/// A value that was never issued reads as absent: nothing is set, and it is never a server error.
#[track_caller]
fn is_forged(label: &str, value: impl AsRef<[u8]>) {
    let cookies = [pair("").as_bytes(), value.as_ref()].concat();
    let label = format!("{label}: value {}", value.as_ref().escape_ascii());
    server()
        .dashboard(cookies)
        .turns_away(&label)
        .sets_no_cookie(&label);
}

/// The character `steps` further in the alphabet, so that steps 1 to 63 are all others.
fn shifted(character: u8, steps: usize) -> u8 {
    let index = ALPHABET
        .iter()
        .position(|&known| known == character)
        .expect("base64url");
    ALPHABET[(index + steps) % ALPHABET.len()]
}

fn replaced(value: &str, position: usize, steps: usize) -> Vec<u8> {
    let mut bytes = value.as_bytes().to_vec();
    bytes[position] = shifted(bytes[position], steps);
    bytes
}

/// All 63 others for the last character: its spare bits must not be ignored.
#[test]
fn c01_every_character_changed() {
    let good = server().login();
    let last = good.len() - 1;
    for position in 0..last {
        for steps in [1, 16, 32, 63] {
            is_forged(
                &format!("C01 character {position}"),
                replaced(&good, position, steps),
            );
        }
    }
    for steps in 1..ALPHABET.len() {
        is_forged("C01 last character", replaced(&good, last, steps));
    }
    server().knows("C01 afterwards", &good);
}

#[test]
fn c02_every_prefix_and_suffix() {
    let good = server().login();
    for length in 0..good.len() {
        is_forged(&format!("C02 prefix of {length}"), &good[..length]);
    }
    for start in 1..good.len() {
        is_forged(&format!("C02 suffix from {start}"), &good[start..]);
    }
}

#[test]
fn c03_appended_and_prepended() {
    let good = server().login();
    let additions = [
        "A", "AA", "AAA", "AAAA", "-", "_", ".", "=a", "~", "!", "%00", "%20", "%3B", "\"", "'",
        ",", ", x", ":", "/", "\\", "|", "(x)", "x y", "\u{e9}", &good,
    ];
    for addition in additions {
        is_forged("C03 appended", format!("{good}{addition}"));
        is_forged("C03 prepended", format!("{addition}{good}"));
    }
}

#[test]
fn c04_other_spellings_of_the_same_bytes() {
    let good = server().login();
    let all_escaped: String = good.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let first_escaped = format!("%{:02x}{}", good.as_bytes()[0], &good[1..]);
    let last = good.len() - 1;
    let last_escaped = format!("{}%{:02X}", &good[..last], good.as_bytes()[last]);
    for padding in ["=", "==", "===", "====", "%3D", "%3d%3d"] {
        is_forged("C04 padding", format!("{good}{padding}"));
    }
    for escaped in [all_escaped, first_escaped, last_escaped] {
        is_forged("C04 percent-encoded", escaped);
    }
    for folded in [good.to_lowercase(), good.to_uppercase()] {
        is_forged("C04 case folded", folded);
    }
}

/// The alphabet of plain base64 spells the same bytes, so it needs a value with `-` or `_`.
#[test]
fn c04_plain_base64_alphabet() {
    // One in 10^15 for 30 values without either character.
    let good = (0..30)
        .map(|_| server().login())
        .find(|value| value.contains(['-', '_']));
    let good = good.expect("C04: 30 values without '-' and '_'");
    is_forged("C04 alphabet", good.replace('-', "+").replace('_', "/"));
}

#[test]
fn c05_halves_of_two_sessions() {
    let (one, two) = (server().login(), server().login());
    assert_eq!(
        one.len(),
        two.len(),
        "C05: values of one length can be spliced"
    );
    for tenth in 1..10 {
        let cut = one.len() * tenth / 10;
        for (front, back) in [(&one, &two), (&two, &one)] {
            let spliced = format!("{}{}", &front[..cut], &back[cut..]);
            // Before the nonce both are equal, a cut there would splice nothing.
            assert!(
                spliced != one && spliced != two,
                "C05: cut {cut} splices nothing"
            );
            is_forged(&format!("C05 cut at {cut}"), spliced);
        }
    }
}

const GUESSABLE: [&str; 40] = [
    "0",
    "1",
    "-1",
    "2147483648",
    "NaN",
    "true",
    "null",
    "undefined",
    "admin",
    "session",
    "*",
    "alice",
    "alice@example.com",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "6fa459ea-ee8a-4ca4-894e-db77e160355e",
    "6fa459eaee8a4ca4894edb77e160355e",
    "{\"email\":\"alice@example.com\"}",
    "{\"name\":\"admin\"}",
    // The same as base64: of JSON, of a UUID.
    "eyJlbWFpbCI6ImFsaWNlQGV4YW1wbGUuY29tIn0",
    "NmZhNDU5ZWEtZWU4YS00Y2E0LTg5NGUtZGI3N2UxNjAzNTVl",
    // A token without signature, and one with an empty one.
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZUBleGFtcGxlLmNvbSJ9.",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.",
    // What other frameworks sign or serialize.
    "s:6fa459ea.0000000000000000000000000000000000000000000",
    "BAh7BkkiCmVtYWlsBjoGRVRJIhZhbGljZUBleGFtcGxlLmNvbQY7AFQ=--da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "a%3A1%3A%7Bs%3A5%3A%22email%22%3Bs%3A17%3A%22alice%40example.com%22%3B%7D",
    "gASVIAAAAAAAAAB9lIwFZW1haWyUjAVhbGljZZRzLg==",
    "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA",
    "' OR '1'='1",
    "1 OR 1=1--",
    "1' UNION SELECT 1--",
    "${jndi:ldap://127.0.0.1/a}",
    "{{7*7}}",
    "$(id)",
    "../../../../etc/passwd",
    "%00",
    "%2e%2e%2f",
    "<script>alert(1)</script>",
    "__proto__",
    "constructor",
];

#[test]
fn c06_guessable_values() {
    for value in GUESSABLE {
        is_forged("C06", value);
    }
}

/// Values of the right shape: version, key id, nonce, ciphertext and tag, none of them sealed.
#[test]
fn c06_unsealed_values_of_the_right_form() {
    const IDENTIFIER: &[u8] = b"6fa459ea-ee8a-4ca4-894e-db77e160355e";
    for version in [0, 1, 2, 255] {
        for fill in [0, 255] {
            let ends = [vec![fill; 28], IDENTIFIER.to_vec(), vec![fill; 16]].concat();
            is_forged(
                &format!("C06 version {version}"),
                encode(&[&[version], &ends[..]].concat()),
            );
        }
    }
    for length in [1, 5, 29, 40, 44, 45, 46, 100, 3000] {
        is_forged(&format!("C06 {length} bytes"), encode(&vec![1; length]));
    }
}

/// What a client sends beside its request changes nothing about the request.
#[test]
fn c13_junk_session_cookie_elsewhere() {
    let server = server();
    for junk in ["junk", "", "\"", "AAAA", "\u{e9}"] {
        let label = format!("C13 {junk:?}");
        let junk = pair(junk);
        let login = server.exchange(&Request::login().cookie(&junk));
        server.knows(&label, &login.logs_in(&label));

        let logout = server.exchange(&Request::post("/logout").cookie(&junk));
        logout.logs_out(&label);

        let without = server
            .exchange(&Request::get("/nope"))
            .has_status(&label, 404);
        let with = server
            .exchange(&Request::get("/nope").cookie(&junk))
            .has_status(&label, 404);
        assert_eq!(
            with.all("Content-Type"),
            without.all("Content-Type"),
            "{label}: {with}"
        );
        assert_eq!(
            with.body.len(),
            without.body.len(),
            "{label}: {with}, without: {without}"
        );
        with.sets_no_cookie(&label);
    }
}
