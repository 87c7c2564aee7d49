//! B: what must not pass for the session cookie, though it carries a good value.

use super::SUBJECT;
use super::harness::{Request, filled, pair, server};
use crate::subject::FORM;

const NAME: &str = SUBJECT.cookie;

/// A good value under `name` is nobody's; `name` may hold any byte.
#[track_caller]
fn is_another_name(id: &str, name: impl AsRef<[u8]>, good: &str) {
    let name = name.as_ref();
    let label = format!("{id} name {}", name.escape_ascii());
    let pair = [name, b"=", good.as_bytes()].concat();
    server().dashboard(&pair).turns_away_or_refuses(&label);
    let behind = [b"a=1; ", &pair[..]].concat();
    server()
        .dashboard(behind)
        .turns_away_or_refuses(&format!("{label}, second"));
}

#[test]
fn b13_longer_and_shorter_names() {
    let good = server().login();
    let bare = NAME.trim_start_matches("__Host-");
    let others = ["session-id", "s", bare].map(str::to_owned);
    let prefixed = [
        "x",
        "_",
        "__Host-",
        "__Secure-",
        "__Host-__Host-",
        "__Host",
        "Host-",
        "$",
    ]
    .map(|prefix| format!("{prefix}{NAME}"));
    let reprefixed =
        ["__Secure-", "__Host-", "__Host_", "_Host-"].map(|prefix| format!("{prefix}{bare}"));
    let suffixed = [".0", "x", "[]", "[0]", "_", ":", "/"].map(|suffix| format!("{NAME}{suffix}"));
    let cut = [&NAME[1..], &NAME[..NAME.len() - 1]].map(str::to_owned);
    let names = [&others[..], &prefixed, &reprefixed, &suffixed, &cut].concat();
    for name in names.iter().filter(|name| *name != NAME) {
        is_another_name("B13", name, &good);
    }
}

/// The name with the letter at this place in the other case; itself where there is none.
fn with_other_case(position: usize) -> String {
    let mut name = NAME.as_bytes().to_vec();
    if name[position].is_ascii_alphabetic() {
        name[position] ^= 0x20;
    }
    String::from_utf8(name).expect("ASCII")
}

/// Browsers that guard `__Host-` alone let a subdomain set `__HOST-`.
#[test]
fn b14_names_in_other_case() {
    let good = server().login();
    let whole = [
        NAME.to_uppercase(),
        NAME.to_lowercase(),
        NAME.replace("session_id", "Session_Id"),
        NAME.replace("__Host-", "__HOST-"),
    ];
    let names = (0..NAME.len()).map(with_other_case).chain(whole);
    for name in names.filter(|name| name != NAME) {
        is_another_name("B14", name, &good);
    }
}

/// Decoding names lets a subdomain set a cookie that bypasses the `__Host-` prefix.
#[test]
fn b15_percent_encoded_name() {
    let good = server().login();
    let escape = |position: usize, lower: bool| {
        let byte = NAME.as_bytes()[position];
        let (front, back) = (&NAME[..position], &NAME[position + 1..]);
        match lower {
            true => format!("{front}%{byte:02x}{back}"),
            false => format!("{front}%{byte:02X}{back}"),
        }
    };
    let one =
        (0..NAME.len()).flat_map(|position| [true, false].map(|lower| escape(position, lower)));
    let all: String = NAME.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let twice = all.replace('%', "%25");
    let underscores = NAME.replace('_', "%5F");
    let others = [
        NAME.replace("session_id", "session+id"),
        format!("{NAME}%00"),
        format!("%20{NAME}"),
        format!("{NAME}%20"),
        format!("{NAME}%3D"),
        format!("%3D{NAME}"),
    ];
    for name in one.chain([all, twice, underscores]).chain(others) {
        is_another_name("B15", name, &good);
    }
}

/// Browsers let any page set a cookie without a name, and send its value alone.
#[test]
fn b16_nameless_pair() {
    let good = server().login();
    for pairs in [
        "=NAME=GOOD",
        "==NAME=GOOD",
        "= NAME=GOOD",
        "=; =NAME=GOOD",
        "=GOOD",
        "GOOD",
    ] {
        let label = format!("B16 {pairs:?}");
        server().dashboard(filled(pairs, &good)).turns_away(&label);
    }
}

/// The value travels in the cookie and nowhere else.
#[test]
fn b19_other_places() {
    let good = server().login();
    let pair = pair(&good);
    let rows = [
        ("query", Request::get(&format!("/dashboard?{pair}"))),
        (
            "query, percent-encoded",
            Request::get(&format!("/dashboard?{}", pair.replace('s', "%73"))),
        ),
        (
            "path parameter",
            Request::get(&format!("/dashboard;{pair}")),
        ),
        (
            "bearer",
            Request::get("/dashboard").header("Authorization", format!("Bearer {good}")),
        ),
        (
            "cookie scheme",
            Request::get("/dashboard").header("Authorization", format!("Cookie {good}")),
        ),
        (
            "X-Session-Id",
            Request::get("/dashboard").header("X-Session-Id", &good),
        ),
        (
            "a header of the cookie's name",
            Request::get("/dashboard").header(NAME, &good),
        ),
        (
            "X-Cookie",
            Request::get("/dashboard").header("X-Cookie", &pair),
        ),
        (
            "Cookie2",
            Request::get("/dashboard").header("Cookie2", &pair),
        ),
        (
            "Set-Cookie",
            Request::get("/dashboard").header("Set-Cookie", &pair),
        ),
        (
            "Referer",
            Request::get("/dashboard").header("Referer", format!("http://127.0.0.1/?{pair}")),
        ),
        ("body", Request::get("/dashboard").body(FORM, &pair)),
    ];
    for (row, request) in rows {
        let label = format!("B19 {row}");
        let outcome = server().exchange(&request);
        // That is another path: no page is as good as no access.
        if row == "path parameter" {
            outcome.has_status(&label, 404);
        } else {
            outcome.turns_away(&label);
        }
    }
}

#[test]
fn b20_value_under_another_cookie_name() {
    let good = server().login();
    for name in [
        "other",
        "theme",
        "id",
        "sid",
        "JSESSIONID",
        "PHPSESSID",
        "csrf_token",
    ] {
        is_another_name("B20", name, &good);
    }
}

/// Trimming more than SP and HTAB makes other names equal to this one.
#[test]
fn b27_unicode_space_around_the_name() {
    let good = server().login();
    let spaces: [&[u8]; 16] = [
        b"\xc2\x85",
        b"\xc2\xa0",
        b"\xe1\x9a\x80",
        b"\xe2\x80\x80",
        b"\xe2\x80\x83",
        b"\xe2\x80\x8b",
        b"\xe2\x80\xa8",
        b"\xe2\x80\xa9",
        b"\xe2\x80\xaf",
        b"\xe2\x81\x9f",
        b"\xe3\x80\x80",
        b"\xef\xbb\xbf",
        b"\x85",
        b"\xa0",
        b"\x0b",
        b"\x0c",
    ];
    for space in spaces {
        is_another_name("B27", [space, NAME.as_bytes()].concat(), &good);
        is_another_name("B27", [NAME.as_bytes(), space].concat(), &good);
    }
}
