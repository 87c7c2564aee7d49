//! X: requests that pages of other sites cause, decided as by `CrossOriginProtection` of Go 1.25.

use super::SUBJECT;
use super::harness::{Request, Response, server};
use crate::subject::FORM;

const SITE: &str = "Sec-Fetch-Site";
const ORIGIN: &str = "Origin";
const EVIL: &str = "https://attacker.example";
/// That of the `Host` that every request has.
const OWN: &str = "http://127.0.0.1";

/// A request with more header lines.
fn with(request: Request, lines: &[(&str, &str)]) -> Request {
    lines.iter().fold(request, |request, (name, value)| {
        request.header(name, value)
    })
}

/// All routes that change something do so with these header lines.
#[track_caller]
fn pass(id: &str, lines: &[(&str, &str)]) {
    let server = server();
    let label = format!("{id} {lines:?}");
    let login = server.exchange(&with(Request::login(), lines));
    let value = login.logs_in(&label);
    server.knows(&label, &value);
    for path in SUBJECT.other_changes() {
        let request = with(Request::post(path).session(&value), lines);
        server.exchange(&request).has_one_of(&label, &[200, 303]);
    }
    let logout = with(Request::post("/logout").session(&value), lines);
    server.exchange(&logout).logs_out(&label);
    server.refuses(&label, &value);
}

/// None of them does, and the connection stays in step.
#[track_caller]
fn are_refused(id: &str, lines: &[(&str, &str)]) {
    let server = server();
    let label = format!("{id} {lines:?}");
    let mut client = server.connect();
    let (value, other) = (server.login(), server.login());
    for path in SUBJECT.paths("POST") {
        let label = format!("{label} {path}");
        let request = with(Request::post(path).session(&value), lines);
        let response = client.call(&request.body(FORM, SUBJECT.login_body()));
        is_refusal(&label, &response.has_status(&label, 403));
        for session in [&value, &other] {
            let dashboard = client.call(&Request::get("/dashboard").session(session));
            dashboard.welcomes(&label);
        }
    }
}

#[track_caller]
fn is_refusal(label: &str, response: &Response) {
    response.sets_no_cookie(label);
    for field in [SITE, ORIGIN] {
        assert!(
            response.lists("Vary", field),
            "{label}: Vary lacks {field}: {response}"
        );
    }
    let text = response.text();
    assert!(!text.contains("attacker"), "{label}: an echo: {response}");
}

#[test]
fn x01_requests_of_this_site_and_of_no_browser_pass() {
    let rows: [&[(&str, &str)]; 7] = [
        &[(SITE, "same-origin")],
        &[(SITE, "none")],
        &[(SITE, "same-origin"), (ORIGIN, OWN)],
        &[],
        &[(ORIGIN, OWN)],
        &[(ORIGIN, "https://127.0.0.1")],
        &[(SITE, ""), (ORIGIN, "")],
    ];
    for lines in rows {
        pass("X01", lines);
    }
}

#[test]
fn x02_requests_of_other_sites_are_refused() {
    let rows: [&[(&str, &str)]; 6] = [
        &[(SITE, "cross-site")],
        &[(SITE, "cross-site"), (ORIGIN, EVIL)],
        &[(SITE, "cross-site"), (ORIGIN, OWN)],
        &[(SITE, "same-site")],
        &[(SITE, "something-new")],
        &[(SITE, "same-origin"), (SITE, "cross-site")],
    ];
    for lines in rows {
        are_refused("X02", lines);
    }
}

#[test]
fn x03_another_origin_is_refused() {
    for origin in [
        EVIL,
        "http://127.0.0.1:8080",
        "http://127.0.0.1.attacker.example",
        "http://attacker.example/127.0.0.1",
        "http://127.0.0.1@attacker.example",
        "127.0.0.1",
    ] {
        are_refused("X03", &[(ORIGIN, origin)]);
    }
    are_refused("X03", &[(ORIGIN, OWN), (ORIGIN, EVIL)]);
}

/// Sandboxed pages, and those that other sites redirect to, have the origin `null`.
#[test]
fn x04_the_origin_null_is_refused() {
    are_refused("X04", &[(ORIGIN, "null")]);
}

#[test]
fn x05_methods_that_change_nothing_pass() {
    let server = server();
    let value = server.login();
    let rows: [&[(&str, &str)]; 3] = [
        &[(SITE, "cross-site"), (ORIGIN, EVIL)],
        &[(SITE, "same-site")],
        &[(ORIGIN, "null")],
    ];
    for lines in rows {
        for (method, path, status) in [
            ("GET", "/dashboard", 200),
            ("HEAD", "/dashboard", 200),
            ("OPTIONS", "/login", 204),
            ("GET", "/login", 405),
            ("GET", "/nowhere", 404),
        ] {
            let label = format!("X05 {method} {path} {lines:?}");
            let request = with(Request::new(method, path).session(&value), lines);
            server.exchange(&request).has_status(&label, status);
        }
    }
}

/// A page must not log its visitor in as somebody else, whether or not there is a session.
#[test]
fn x06_the_login_itself_is_protected() {
    let server = server();
    let rows: [&[(&str, &str)]; 3] = [
        &[(SITE, "cross-site"), (ORIGIN, EVIL)],
        &[(ORIGIN, EVIL)],
        &[(ORIGIN, "null")],
    ];
    for lines in rows {
        let label = format!("X06 {lines:?}");
        let login = with(Request::login(), lines);
        let response = server.exchange(&login).has_status(&label, 403);
        is_refusal(&label, &response);
        let (method, path) = ("PUT", "/login");
        let response = server.exchange(&with(Request::new(method, path), lines));
        is_refusal(&label, &response.has_status(&label, 403));
    }
    server.is_alive("X06");
}
