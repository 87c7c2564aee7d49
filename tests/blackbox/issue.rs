//! A: the cookie that a login sets.

use std::collections::HashSet;

use super::SUBJECT;
use super::harness::{Request, Response, SetCookie, decode, server};

/// Lengths of the sealed value's parts, in their order on the wire.
const HEADER: usize = 1 + 4;
const NONCE: usize = 24;
const TAG: usize = 16;
const UUID: usize = 36;

fn login() -> Response {
    let response = server().exchange(&Request::login()).answer("login");
    assert!(
        response.shows(&SUBJECT.logged_in),
        "login: received {response}"
    );
    response
}

fn login_cookie() -> SetCookie {
    login().session_cookie("login")
}

fn sealed_bytes(value: &str) -> Vec<u8> {
    decode(value).unwrap_or_else(|| panic!("not base64url: {value:?}"))
}

/// Asserts an attribute that must be there with this value, whatever the case of either.
fn has_attribute(id: &str, name: &str, expected: &str) {
    let cookie = login_cookie();
    let found = cookie.attribute(name);
    let fits = found.is_some_and(|value| value.eq_ignore_ascii_case(expected));
    assert!(
        fits,
        "{id}: expected {name}={expected}, received {:?}",
        cookie.line
    );
}

#[test]
fn a01_exactly_one_set_cookie() {
    login().session_value("A01");
}

#[test]
fn a02_http_only() {
    has_attribute("A02", "HttpOnly", "");
}

#[test]
fn a03_same_site_lax() {
    has_attribute("A03", "SameSite", "Lax");
}

#[test]
fn a04_path_root() {
    has_attribute("A04", "Path", "/");
}

#[test]
fn a05_max_age() {
    has_attribute("A05", "Max-Age", SUBJECT.max_age);
}

#[test]
fn a06_secure() {
    has_attribute("A06", "Secure", "");
}

#[test]
fn a07_no_domain() {
    let cookie = login_cookie();
    assert_eq!(
        cookie.attribute("Domain"),
        None,
        "A07: received {:?}",
        cookie.line
    );
}

#[test]
fn a08_grammar_and_size() {
    const KNOWN: [&str; 7] = [
        "expires",
        "max-age",
        "path",
        "secure",
        "httponly",
        "samesite",
        "partitioned",
    ];
    let cookie = login_cookie();
    let line = &cookie.line;
    let printable = line.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    assert!(printable, "A08: a byte outside printable ASCII: {line:?}");
    assert!(line.len() <= 4096, "A08: {} bytes: {line:?}", line.len());
    assert!(
        decode(&cookie.value).is_some(),
        "A08: the value is not base64url: {line:?}"
    );
    let mut seen = HashSet::new();
    for (name, _) in &cookie.attributes {
        let name = name.to_ascii_lowercase();
        assert!(
            KNOWN.contains(&name.as_str()),
            "A08: unknown attribute {name:?}: {line:?}"
        );
        assert!(seen.insert(name.clone()), "A08: {name:?} twice: {line:?}");
    }
}

#[test]
fn a10_login_is_not_cached() {
    let response = login();
    let no_store = response.lists("Cache-Control", "no-store");
    assert!(
        no_store,
        "A10: expected Cache-Control: no-store, received {response}"
    );
    assert!(
        response.lists("Vary", "Cookie"),
        "A10: expected Vary: Cookie, received {response}"
    );
}

#[test]
fn a11_value_leaves_only_in_set_cookie() {
    let response = login();
    let value = response.session_value("A11");
    let dashboard = Request::get("/dashboard").session(&value);
    let dashboard = server().exchange(&dashboard).welcomes("A11");
    for received in [&response, &dashboard] {
        let mut headers = received.headers.iter();
        let elsewhere = headers.any(|(name, content)| {
            !name.eq_ignore_ascii_case("Set-Cookie") && content.contains(&value)
        });
        let leaked = elsewhere || received.text().contains(&value);
        assert!(
            !leaked,
            "A11: the value stands outside Set-Cookie: {received}"
        );
    }
    dashboard.sets_no_cookie("A11");
}

#[test]
fn a12_nothing_readable_in_the_value() {
    let value = login_cookie().value;
    let bytes = sealed_bytes(&value);
    for form in [value.as_bytes(), &bytes] {
        let text = String::from_utf8_lossy(form);
        // Five letters and more: shorter words do turn up in random characters.
        for word in [
            "alice", "example", "admin", "email", "session", "Login", "1234",
        ] {
            assert!(
                !text.contains(word),
                "A12: {word:?} is readable in {text:?}"
            );
        }
        assert!(!holds_uuid(&text), "A12: a bare UUID in {text:?}");
    }
    assert!(
        value.parse::<f64>().is_err(),
        "A12: a bare number: {value:?}"
    );
}

fn holds_uuid(text: &str) -> bool {
    let hex = |part: &str| part.chars().all(|character| character.is_ascii_hexdigit());
    let characters: Vec<char> = text.chars().collect();
    characters.windows(UUID).any(|window| {
        let window: String = window.iter().collect();
        let parts: Vec<&str> = window.split('-').collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        lengths == [8, 4, 4, 4, 12] && parts.into_iter().all(hex)
    })
}

#[test]
fn a13_two_hundred_logins_share_nothing() {
    let server = server();
    let values: Vec<String> = (0..200).map(|_| server.login()).collect();
    let distinct: HashSet<&String> = values.iter().collect();
    assert_eq!(
        distinct.len(),
        values.len(),
        "A13: a value was issued twice"
    );

    let sealed: Vec<Vec<u8>> = values.iter().map(|value| sealed_bytes(value)).collect();
    let first = &sealed[0];
    let least = HEADER + NONCE + SUBJECT.id_length + TAG;
    assert!(
        first.len() >= least,
        "A13: {} bytes, at least {least} expected",
        first.len()
    );
    for value in &sealed {
        assert_eq!(value.len(), first.len(), "A13: the length tells something");
        assert_eq!(value[0], 1, "A13: version byte");
        assert_eq!(
            value[1..HEADER],
            first[1..HEADER],
            "A13: one key, so one key id"
        );
    }
    let nonces: HashSet<&[u8]> = sealed
        .iter()
        .map(|value| &value[HEADER..][..NONCE])
        .collect();
    assert_eq!(nonces.len(), sealed.len(), "A13: a nonce was used twice");

    // Nonce, sealed id and tag vary at every position; 200 equal random bytes do not happen.
    let varies = |position: &usize| {
        sealed
            .iter()
            .any(|value| value[*position] != first[*position])
    };
    let varying = (0..first.len()).filter(varies).count();
    assert!(
        varying >= NONCE + SUBJECT.id_length + TAG,
        "A13: only {varying} positions vary"
    );
}

#[test]
fn a15_date() {
    let good = server().login();
    let rows = [
        ("login", Request::login(), SUBJECT.logged_in.status),
        ("dashboard", Request::get("/dashboard").session(&good), 200),
        (
            "anonymous",
            Request::get("/dashboard"),
            SUBJECT.stranger.status,
        ),
        ("unknown path", Request::get("/nope"), 404),
        ("wrong method", Request::get("/login"), 405),
    ];
    for (row, request, status) in rows {
        let label = format!("A15 {row}");
        let response = server().exchange(&request).has_status(&label, status);
        let dates = response.all("Date");
        let [date] = dates[..] else {
            panic!("{label}: expected one Date, received {response}")
        };
        let imf_fixdate = date.len() == 29 && date.ends_with(" GMT") && &date[3..5] == ", ";
        assert!(imf_fixdate, "{label}: not an IMF-fixdate: {date:?}");
    }
}

#[test]
fn a16_nosniff_and_charset() {
    let good = server().login();
    let rows = [
        ("login", Request::login(), &SUBJECT.logged_in),
        (
            "dashboard",
            Request::get("/dashboard").session(&good),
            &SUBJECT.welcome,
        ),
        ("anonymous", Request::get("/dashboard"), &SUBJECT.stranger),
        (
            "logout",
            Request::post("/logout").session(&good),
            &SUBJECT.logged_out,
        ),
    ];
    for (row, request, page) in rows {
        let label = format!("A16 {row}");
        let response = server().exchange(&request).answer(&label);
        assert!(response.shows(page), "{label}: received {response}");
        let sniffing = response.all("X-Content-Type-Options");
        let bare = response.body.is_empty();
        assert!(
            sniffing == ["nosniff"] || bare,
            "{label}: received {response}"
        );
    }
}
