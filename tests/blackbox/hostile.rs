//! C: hostile `Cookie` headers and injections.

use std::time::Duration;

use super::SUBJECT;
use super::harness::{Outcome, Request, Response, pair, server};
use crate::subject::FORM;

const QUICK: Duration = Duration::from_secs(2);

/// The good pair before whatever follows: over the limits a refusal, otherwise the page.
fn good_pair_before(label: &str, good: &str, rest: impl AsRef<[u8]>) -> Outcome {
    let cookies = [pair(good).as_bytes(), b"; ", rest.as_ref()].concat();
    within_limit(label, cookies)
}

fn within_limit(label: &str, cookies: Vec<u8>) -> Outcome {
    super::harness::within(QUICK, label, || server().dashboard(cookies))
}

#[test]
fn c07_long_cookie_headers() {
    let server = server();
    let good = server.login();
    let junk = |kib: usize| format!("junk={}", "x".repeat(kib * 1024));
    good_pair_before("C07 4 KiB", &good, junk(4)).welcomes("C07 4 KiB");
    good_pair_before("C07 48 KiB", &good, junk(48)).welcomes("C07 48 KiB");
    for kib in [64, 1024] {
        let label = format!("C07 {kib} KiB");
        good_pair_before(&label, &good, junk(kib)).refused_with(&label, &[431]);
        server.knows(&label, &good);
    }
    let label = "C07 64 KiB as the session's value";
    let cookies = pair(&"A".repeat(60 * 1024)).into_bytes();
    within_limit(label, cookies).turns_away(label);
    server.is_alive("C07");
}

/// `count` pairs under names of their own.
fn pairs(count: usize) -> String {
    (0..count).map(|index| format!("c{index}=x; ")).collect()
}

#[test]
fn c08_many_pairs() {
    let server = server();
    let good = server.login();
    let label = "C08 1,000 pairs behind the good one";
    good_pair_before(label, &good, pairs(1_000)).welcomes(label);
    for before in [0, 298, 299, 300, 1_000] {
        let label = format!("C08 the good one behind {before} pairs");
        let cookies = pairs(before) + &pair(&good);
        let outcome = within_limit(&label, cookies.into_bytes());
        if before < 300 {
            outcome.welcomes(&label);
        } else {
            outcome.turns_away(&label);
        }
    }
    let label = "C08 20,000 pairs";
    good_pair_before(label, &good, pairs(20_000)).refused_with(label, &[431]);
    server.is_alive("C08");
}

/// Readers of quoted strings were quadratic in exactly these.
#[test]
fn c09_backslashes_and_quotes() {
    let good = server().login();
    for unit in [
        "\\", "\"", "\\\"", "\"\\", "\\0", "\\134", "\"; \"", "=", "= ", " ", "\t", ",", "%",
    ] {
        let label = format!("C09 {unit:?}");
        let run = unit.repeat(40_000 / unit.len());
        good_pair_before(&label, &good, format!("a={run}")).welcomes(&label);
        let value = pair(&format!("\"{run}\"")).into_bytes();
        within_limit(&label, value).turns_away(&label);
    }
}

#[test]
fn c10_control_bytes() {
    let good = server().login();
    let middle = good.len() / 2;
    let controls = (0..0x20).chain([0x7f]);
    for control in controls {
        let label = format!("C10 byte {control:#04x}");
        for position in [0, middle] {
            let (front, back) = good.as_bytes().split_at(position);
            // A tab before the value is white space, which may be trimmed.
            if position == 0 && control == b'\t' {
                continue;
            }
            let cookies = [pair("").as_bytes(), front, &[control], back].concat();
            server().dashboard(cookies).turns_away_or_refuses(&label);
        }
        if control != b'\t' {
            let cookies = [SUBJECT.cookie.as_bytes(), &[control], b"=", good.as_bytes()].concat();
            server().dashboard(cookies).turns_away_or_refuses(&label);
        }
    }
}

const NOT_UTF8: [&[u8]; 8] = [
    b"\xff",
    b"\xfe\xff",
    b"\x80",
    b"\xc3\x28",
    b"\xc0\xae",
    b"\xed\xa0\x80",
    b"\xf5\x80\x80\x80",
    b"\xe2\x82",
];

#[test]
fn c11_not_utf8() {
    let good = server().login();
    for bytes in NOT_UTF8 {
        let label = format!("C11 {}", bytes.escape_ascii());
        let good = good.as_bytes();
        for value in [
            bytes.to_vec(),
            [bytes, good].concat(),
            [good, bytes].concat(),
        ] {
            let cookies = [pair("").as_bytes(), &value].concat();
            let stranger = SUBJECT.stranger.status;
            let outcome = server().dashboard(cookies);
            outcome.has_one_of(&label, &[400, stranger]);
        }
    }
}

#[test]
fn c12_not_utf8_beside_a_good_one() {
    let good = pair(&server().login()).into_bytes();
    for bytes in NOT_UTF8 {
        let label = format!("C12 {}", bytes.escape_ascii());
        let neighbours = [
            [b"a=", bytes].concat(),
            [bytes, b"=a"].concat(),
            bytes.to_vec(),
        ];
        for neighbour in neighbours {
            for cookies in [[&neighbour[..], b"; ", &good], [&good, b"; ", &neighbour]] {
                server().dashboard(cookies.concat()).welcomes(&label);
            }
        }
        let two_headers = Request::get("/dashboard")
            .cookie([b"a=", bytes].concat())
            .cookie(&good);
        server().exchange(&two_headers).welcomes(&label);
    }
}

/// What could end a header line, start another one, or end a cookie.
pub(crate) const INJECTIONS: [&str; 8] = [
    "\r\nX-Injected: 1",
    "\nX-Injected: 1",
    "\rX-Injected: 1",
    "\0X-Injected: 1",
    "\u{2028}X-Injected: 1",
    "; Domain=evil.example",
    "\r\nSet-Cookie: injected=1",
    "\r\n\r\nHTTP/1.1 200 OK\r\nX-Injected: 1\r\n\r\n",
];

pub(crate) fn percent_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The answer has this many cookies, and no more headers than those of the server.
pub(crate) fn adds_nothing(label: &str, outcome: Outcome, cookies: usize) -> Response {
    let response = outcome.answer(label);
    assert!(response.status < 500, "{label}: received {response}");
    assert!(
        response.header("X-Injected").is_none(),
        "{label}: received {response}"
    );
    let set = response.set_cookies();
    assert_eq!(set.len(), cookies, "{label}: received {response}");
    let foreign = |name: &str| set.iter().any(|cookie| cookie.attribute(name).is_some());
    assert!(!foreign("Domain"), "{label}: received {response}");
    response
}

#[test]
fn c14_injection_by_fields_and_paths() {
    let server = server();
    let body = SUBJECT.login_body();
    for injection in INJECTIONS {
        for text in [injection.to_owned(), percent_encoded(injection)] {
            for field in ["username", "password", "email", "session_id", "next"] {
                let label = format!("C14 field {field}={text:?}");
                let login = format!("{body}&{field}=alice{text}");
                let login = Request::post("/login").body(FORM, login);
                adds_nothing(&label, server.exchange(&login), 1);
            }
        }
        let text = percent_encoded(injection);
        for path in [
            format!("/{text}"),
            format!("/dashboard{text}"),
            format!("/nope?next={text}"),
        ] {
            let label = format!("C14 path {path:?}");
            adds_nothing(&label, server.exchange(&Request::get(&path)), 0);
        }
    }
}
