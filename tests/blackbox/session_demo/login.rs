//! A and D: who may log in, and what a login does to the session that there was.

use super::cases::harness::{Request, server};
use crate::subject::FORM;

/// Browsers take a cookie of this prefix from no other host, no plain connection and for no other path.
#[test]
fn a09_host_prefix() {
    let login = server().exchange(&Request::login()).answer("A09");
    let cookie = login.session_cookie("A09");
    assert!(
        cookie.name.starts_with("__Host-"),
        "A09: received {:?}",
        cookie.line
    );
}

const WRONG: [&str; 22] = [
    "user=admin&pass=12345",
    "user=admin&pass=123",
    "user=admin&pass=",
    "user=admin&pass",
    "user=admin&pass=01234",
    "user=admin&pass=+1234",
    "user=admin&pass=1234+",
    "user=admin&pass=1234%0A",
    "user=admin&pass=1234%00",
    "user=admin&pass=%001234",
    "user=admin&pass=1234%00x",
    "user=admin&pass=%D9%A1%D9%A2%D9%A3%D9%A4",
    "user=admin&pass=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94",
    "user=admin&pass=*",
    "user=admin&pass='+OR+'1'%3D'1",
    "user=admin&pass=true",
    "user=&pass=1234",
    "user=Admin&pass=1234",
    "user=admin+&pass=1234",
    "user=admin%00&pass=1234",
    "user=admin%00x&pass=1234",
    "user=root&pass=1234",
];

#[test]
fn a14_wrong_passwords() {
    let server = server();
    let live = server.login();
    for form in WRONG {
        let label = format!("A14 {form}");
        let login = Request::post("/login").body(FORM, form);
        for request in [login.clone(), login.session(&live)] {
            let response = server.exchange(&request).has_status(&label, 401);
            response.sets_no_cookie(&label);
            response.greets_nobody(&label);
            let text = response.text();
            assert!(text.contains("Wrong user or password"), "{label}: {text}");
        }
    }
    server.knows("A14 afterwards", &live);
}

/// One browser has one session, and a copy of the old cookie is worth nothing.
#[test]
fn d07_login_with_a_live_session() {
    let server = server();
    let other = server.login();
    let mut value = server.login();
    for round in ["first", "second"] {
        let label = format!("D07 {round}");
        let old = value;
        value = server
            .exchange(&Request::login().session(&old))
            .logs_in(&label);
        assert_ne!(value, old, "{label}: the same value again");
        server.knows(&label, &value);
        server.refuses(&label, &old);
    }
    server.knows("D07 elsewhere", &other);
    let two = Request::login().session(&value).session(&other);
    let third = server.exchange(&two).logs_in("D07 two sessions");
    server.knows("D07 two sessions", &third);
}
