//! D: logout.

use std::sync::Barrier;
use std::thread;

use super::SUBJECT;
use super::harness::{Request, Response, Server, pair, server};

const EPOCH: &str = "Thu, 01 Jan 1970 00:00:00 GMT";

fn logout(label: &str, server: &Server, request: Request) -> Response {
    server.exchange(&request).logs_out(label)
}

fn logout_of(label: &str, server: &Server, value: &str) -> Response {
    logout(label, server, Request::post("/logout").session(value))
}

/// A browser removes a cookie only when name, path and domain are those it was set with.
#[test]
fn d01_removal_matches_the_cookie() {
    let server = server();
    let login = server.exchange(&Request::login()).answer("D01 login");
    let set = login.session_cookie("D01 login");
    let removal = logout_of("D01", &server, &set.value).session_cookie("D01");
    assert_ne!(
        removal.value, set.value,
        "D01: the removal carries the session"
    );
    for (name, expected) in [("Max-Age", "0"), ("Expires", EPOCH)] {
        assert_eq!(
            removal.attribute(name),
            Some(expected),
            "D01: {:?}",
            removal.line
        );
    }
    for name in ["Path", "Domain", "Secure", "HttpOnly", "SameSite"] {
        let (was, is) = (set.attribute(name), removal.attribute(name));
        assert_eq!(
            is, was,
            "D01: {name} of {:?} and {:?}",
            set.line, removal.line
        );
    }
}

#[test]
fn d02_copied_cookie_is_dead() {
    let server = server();
    let value = server.login();
    server.knows("D02 before", &value);
    logout_of("D02", &server, &value);
    for round in 0..3 {
        server.refuses(&format!("D02 replay {round}"), &value);
    }
}

#[test]
fn d03_logout_without_a_session() {
    let server = server();
    let rows = [
        ("no cookie", "a=1".to_owned()),
        ("empty", pair("")),
        ("junk", pair("junk")),
    ];
    for (row, cookies) in rows {
        let label = format!("D03 {row}");
        let response = logout(&label, &server, Request::post("/logout").cookie(cookies));
        let cookies = response.set_cookies().into_iter();
        for cookie in cookies.filter(|cookie| cookie.name == SUBJECT.cookie) {
            assert_eq!(
                cookie.attribute("Max-Age"),
                Some("0"),
                "{label}: sets {:?}",
                cookie.line
            );
            server.refuses(&label, &cookie.value);
        }
    }
}

#[test]
fn d04_logout_twice() {
    let server = server();
    let value = server.login();
    for round in ["first", "second"] {
        logout_of(&format!("D04 {round}"), &server, &value);
        server.refuses(&format!("D04 after the {round}"), &value);
    }
}

#[test]
fn d05_other_sessions_live_on() {
    let server = server();
    let (ended, other) = (server.login(), server.login());
    logout_of("D05", &server, &ended);
    server.refuses("D05 ended", &ended);
    server.knows("D05 other", &other);
}

/// A planted value is never taken over, whether it was once real or was made up.
#[test]
fn d06_login_with_a_planted_value() {
    let server = server();
    let dead = server.dead_session();
    for (row, planted) in [
        ("dead", &*dead),
        ("foreign", "attacker-chosen"),
        ("uuid", "6fa459ea-ee8a-4ca4-894e-db77e160355e"),
    ] {
        let label = format!("D06 {row}");
        let login = server.exchange(&Request::login().session(planted));
        let value = login.logs_in(&label);
        assert_ne!(value, planted, "{label}: the planted value was issued");
        server.knows(&label, &value);
        server.refuses(&label, planted);
    }
}

#[test]
fn d08_safe_methods_end_nothing() {
    let server = server();
    let value = server.login();
    let other = server.login();
    for path in SUBJECT.other_changes().chain(["/logout"]) {
        for (method, status) in [("GET", 405), ("HEAD", 405), ("OPTIONS", 204)] {
            let label = format!("D08 {method} {path}");
            let response = server.exchange(&Request::new(method, path).session(&value));
            response.has_status(&label, status).sets_no_cookie(&label);
            server.knows(&label, &value);
            server.knows(&label, &other);
        }
    }
}

/// No reader in flight may bring the session back.
#[test]
fn d09_readers_against_one_logout() {
    const READERS: usize = 24;
    let server = server();
    for round in 0..8 {
        let label = format!("D09 round {round}");
        let value = server.login();
        let start = Barrier::new(READERS + 1);
        thread::scope(|scope| {
            for _ in 0..READERS {
                scope.spawn(|| read_until_refused(&label, &server, &value, &start));
            }
            start.wait();
            logout_of(&label, &server, &value);
            server.refuses(&label, &value);
        });
        server.refuses(&format!("{label}, readers gone"), &value);
    }
}

fn read_until_refused(label: &str, server: &Server, value: &str, start: &Barrier) {
    let mut client = server.connect();
    let request = Request::get("/dashboard").session(value);
    start.wait();
    let stranger = SUBJECT.stranger.status;
    let read = || {
        let outcome = client.call(&request);
        outcome.has_one_of(label, &[200, stranger]).status
    };
    let refused = std::iter::repeat_with(read)
        .take(3_000)
        .any(|status| status == stranger);
    assert!(refused, "{label}: a reader is still served");
}
