//! C: hostile `Cookie` headers and injections.

use std::time::Duration;

use crate::harness::{Outcome, Request, server};

const QUICK: Duration = Duration::from_secs(2);

/// The good pair before whatever follows: over the limits a refusal, otherwise the page.
fn good_pair_before(label: &str, good: &str, rest: impl AsRef<[u8]>) -> Outcome {
    let cookies = [b"session_id=", good.as_bytes(), b"; ", rest.as_ref()].concat();
    within_limit(label, cookies)
}

fn within_limit(label: &str, cookies: Vec<u8>) -> Outcome {
    crate::harness::within(QUICK, label, || server().dashboard(cookies))
}

#[test]
fn c07_long_cookie_headers() {
    let server = server();
    let good = server.login();
    let junk = |kib: usize| format!("junk={}", "x".repeat(kib * 1024));
    good_pair_before("C07 4 KiB", &good, junk(4)).has_status("C07 4 KiB", 200);
    good_pair_before("C07 48 KiB", &good, junk(48)).has_status("C07 48 KiB", 200);
    for kib in [64, 1024] {
        let label = format!("C07 {kib} KiB");
        good_pair_before(&label, &good, junk(kib)).refused_with(&label, &[431]);
        server.knows(&label, &good);
    }
    let label = "C07 64 KiB as the session's value";
    let cookies = format!("session_id={}", "A".repeat(60 * 1024)).into_bytes();
    within_limit(label, cookies).has_status(label, 401);
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
    good_pair_before(label, &good, pairs(1_000)).has_status(label, 200);
    for (before, status) in [(0, 200), (298, 200), (299, 200), (300, 401), (1_000, 401)] {
        let label = format!("C08 the good one behind {before} pairs");
        let cookies = format!("{}session_id={good}", pairs(before)).into_bytes();
        within_limit(&label, cookies).has_status(&label, status);
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
        good_pair_before(&label, &good, format!("a={run}")).has_status(&label, 200);
        let value = format!("session_id=\"{run}\"").into_bytes();
        within_limit(&label, value).has_status(&label, 401);
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
            let cookies = [b"session_id=", front, &[control], back].concat();
            server()
                .dashboard(cookies)
                .refused_with(&label, &[400, 401]);
        }
        if control != b'\t' {
            let cookies = [b"session_id", &[control][..], b"=", good.as_bytes()].concat();
            server()
                .dashboard(cookies)
                .refused_with(&label, &[400, 401]);
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
            let cookies = [b"session_id=", &value[..]].concat();
            server().dashboard(cookies).has_one_of(&label, &[400, 401]);
        }
    }
}

#[test]
fn c12_not_utf8_beside_a_good_one() {
    let good = format!("session_id={}", server().login()).into_bytes();
    for bytes in NOT_UTF8 {
        let label = format!("C12 {}", bytes.escape_ascii());
        let neighbours = [
            [b"a=", bytes].concat(),
            [bytes, b"=a"].concat(),
            bytes.to_vec(),
        ];
        for neighbour in neighbours {
            for cookies in [[&neighbour[..], b"; ", &good], [&good, b"; ", &neighbour]] {
                server().dashboard(cookies.concat()).has_status(&label, 200);
            }
        }
        let two_headers = Request::get("/dashboard")
            .cookie([b"a=", bytes].concat())
            .cookie(&good);
        server().exchange(&two_headers).has_status(&label, 200);
    }
}

/// What could end a header line, start another one, or end a cookie.
const INJECTIONS: [&str; 8] = [
    "\r\nX-Injected: 1",
    "\nX-Injected: 1",
    "\rX-Injected: 1",
    "\0X-Injected: 1",
    "\u{2028}X-Injected: 1",
    "; Domain=evil.example",
    "\r\nSet-Cookie: injected=1",
    "\r\n\r\nHTTP/1.1 200 OK\r\nX-Injected: 1\r\n\r\n",
];

fn percent_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn adds_nothing(label: &str, outcome: Outcome, cookies: usize) {
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
}

#[test]
fn c14_injection_by_fields_and_paths() {
    let server = server();
    let form = "application/x-www-form-urlencoded";
    for injection in INJECTIONS {
        for text in [injection.to_owned(), percent_encoded(injection)] {
            for field in ["username", "password", "email", "session_id", "next"] {
                let label = format!("C14 field {field}={text:?}");
                let login = Request::post("/login").body(form, format!("{field}=alice{text}"));
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
