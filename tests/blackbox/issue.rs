//! A: the cookie that a login sets.

use std::collections::HashSet;

use crate::harness::{Request, Response, SetCookie, decode, server};

/// Lengths of the sealed value's parts, in their order on the wire.
const HEADER: usize = 1 + 4;
const NONCE: usize = 24;
const TAG: usize = 16;
const UUID: usize = 36;

fn login() -> Response {
    server()
        .exchange(&Request::post("/login"))
        .has_status("POST /login", 200)
}

fn login_cookie() -> SetCookie {
    login().only_cookie("POST /login")
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
    let response = login();
    assert!(!response.session_value("A01").is_empty());
    assert_eq!(
        response.text(),
        "Login Successful",
        "A01: received {response}"
    );
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
fn a05_max_age_of_one_hour() {
    has_attribute("A05", "Max-Age", "3600");
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
    let dashboard = server().exchange(&dashboard).has_status("A11", 200);
    for received in [&response, &dashboard] {
        let others = received
            .headers
            .iter()
            .filter(|(name, _)| name != "set-cookie");
        let others: Vec<_> = others.filter(|(name, _)| name != "Set-Cookie").collect();
        let elsewhere = others.iter().any(|(_, content)| content.contains(&value));
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
        for word in ["alice", "example", "admin", "email", "session", "Login"] {
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
    let least = HEADER + NONCE + UUID + TAG;
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
        varying >= NONCE + UUID + TAG,
        "A13: only {varying} positions vary"
    );
}

#[test]
fn a15_date() {
    let good = server().login();
    let rows = [
        ("login", Request::post("/login"), 200),
        ("dashboard", Request::get("/dashboard").session(&good), 200),
        ("anonymous", Request::get("/dashboard"), 401),
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
        ("login", Request::post("/login"), 200),
        ("dashboard", Request::get("/dashboard").session(&good), 200),
        ("anonymous", Request::get("/dashboard"), 401),
        ("logout", Request::post("/logout").session(&good), 200),
    ];
    for (row, request, status) in rows {
        let label = format!("A16 {row}");
        let response = server().exchange(&request).has_status(&label, status);
        let types = response.all("Content-Type");
        assert_eq!(
            types,
            ["text/plain; charset=utf-8"],
            "{label}: received {response}"
        );
        let sniffing = response.all("X-Content-Type-Options");
        assert_eq!(sniffing, ["nosniff"], "{label}: received {response}");
    }
}
