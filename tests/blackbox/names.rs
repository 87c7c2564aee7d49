//! B: what must not pass for the session cookie, though it carries a good value.

use crate::harness::{Request, server};

/// A good value under `name` is nobody's; `name` may hold any byte.
#[track_caller]
fn is_another_name(id: &str, name: impl AsRef<[u8]>, good: &str) {
    let name = name.as_ref();
    let label = format!("{id} name {}", name.escape_ascii());
    let pair = [name, b"=", good.as_bytes()].concat();
    server().dashboard(&pair).refused_with(&label, &[400, 401]);
    let behind = [b"a=1; ", &pair[..]].concat();
    server()
        .dashboard(behind)
        .refused_with(&format!("{label}, second"), &[400, 401]);
}

#[test]
fn b13_longer_and_shorter_names() {
    let good = server().login();
    let names = [
        "session_i",
        "session_idx",
        "xsession_id",
        "session_id.0",
        "session_id[]",
        "session_id[0]",
        "session-id",
        "session_id_",
        "_session_id",
        "__Host-session_id",
        "__Secure-session_id",
        "session_id:",
        "session_id/",
        "s",
    ];
    for name in names {
        is_another_name("B13", name, &good);
    }
}

#[test]
fn b14_names_in_other_case() {
    let good = server().login();
    for name in [
        "SESSION_ID",
        "Session_Id",
        "session_ID",
        "Session_id",
        "sessioN_id",
    ] {
        is_another_name("B14", name, &good);
    }
}

/// Decoding names lets a subdomain set a cookie that bypasses the `__Host-` prefix.
#[test]
fn b15_percent_encoded_name() {
    let good = server().login();
    let all: String = "session_id"
        .bytes()
        .map(|byte| format!("%{byte:02x}"))
        .collect();
    let names = [
        "%73ession_id",
        "session%5Fid",
        "session%5fid",
        "session_i%64",
        "session+id",
        &all,
        "%2573ession_id",
        "session_id%00",
        "%20session_id",
        "session_id%20",
        "session_id%3D",
    ];
    for name in names {
        is_another_name("B15", name, &good);
    }
}

#[test]
fn b16_nameless_pair() {
    let good = server().login();
    for pair in [
        "=session_id=G",
        "==session_id=G",
        "= session_id=G",
        "=; =session_id=G",
        "=G",
    ] {
        let label = format!("B16 {pair:?}");
        server()
            .dashboard(pair.replace('G', &good))
            .has_status(&label, 401);
    }
}

/// The value travels in the cookie and nowhere else.
#[test]
fn b19_other_places() {
    let good = server().login();
    let pair = format!("session_id={good}");
    let form = "application/x-www-form-urlencoded";
    let rows = [
        ("query", Request::get(&format!("/dashboard?{pair}"))),
        (
            "query, percent-encoded",
            Request::get(&format!("/dashboard?%73ession_id={good}")),
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
            "session_id",
            Request::get("/dashboard").header("session_id", &good),
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
        ("body", Request::get("/dashboard").body(form, &pair)),
    ];
    for (row, request) in rows {
        let label = format!("B19 {row}");
        // `/dashboard;...` is another path: no page is as good as no access.
        server().exchange(&request).has_one_of(&label, &[401, 404]);
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
        is_another_name("B27", [space, b"session_id"].concat(), &good);
        is_another_name("B27", [b"session_id", space].concat(), &good);
    }
}
