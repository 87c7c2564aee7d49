//! B: how a request presents the cookie, and what its readers are told.

use super::SUBJECT;
use super::harness::{Framing, Request, Response, filled, pair, server};

#[test]
fn b01_without_a_cookie() {
    server()
        .exchange(&Request::get("/dashboard"))
        .turns_away("B01");
}

#[test]
fn b02_with_a_live_session() {
    let server = server();
    let good = server.login();
    for round in 0..3 {
        server.knows(&format!("B02 round {round}"), &good);
    }
}

/// A page may lead strangers to its login instead, but not a script that takes JSON alone.
#[test]
fn b03_challenge_of_the_401() {
    let request = Request::get("/dashboard").header("Accept", "application/json");
    let response = server().exchange(&request).has_status("B03", 401);
    let challenges = response.all("WWW-Authenticate");
    assert_eq!(
        challenges,
        [r#"Cookie realm="session""#],
        "B03: received {response}"
    );
}

#[test]
fn b04_anonymous_requests_create_nothing() {
    let stranger = SUBJECT.stranger.status;
    let dashboard = Request::get("/dashboard");
    let rows = [
        ("dashboard", dashboard.clone(), stranger),
        ("head", Request::new("HEAD", "/dashboard"), stranger),
        ("empty cookie", dashboard.clone().cookie(""), stranger),
        ("other cookie", dashboard.cookie("theme=dark"), stranger),
        ("unknown path", Request::get("/nope"), 404),
        ("wrong method", Request::get("/login"), 405),
        ("options", Request::new("OPTIONS", "/login"), 204),
    ];
    for (row, request, status) in rows {
        let label = format!("B04 {row}");
        server()
            .exchange(&request)
            .has_status(&label, status)
            .sets_no_cookie(&label);
    }
    for path in SUBJECT.paths("GET") {
        for method in ["GET", "HEAD"] {
            let label = format!("B04 {method} {path}");
            let response = server().exchange(&Request::new(method, path));
            response.answer(&label).sets_no_cookie(&label);
        }
    }
}

/// The test cannot seal, so an id that the store does not know is one that was logged out.
#[test]
fn b05_unknown_session_is_not_adopted() {
    let server = server();
    let dead = server.dead_session();
    for round in 0..2 {
        let label = format!("B05 round {round}");
        let response = server.dashboard(pair(&dead)).turns_away(&label);
        response.sets_no_cookie(&label);
    }
}

#[test]
fn b08_header_name_in_any_case() {
    let good = server().login();
    for name in ["COOKIE", "cookie", "cOoKiE"] {
        let request = Request::get("/dashboard").header(name, pair(&good));
        server().exchange(&request).welcomes(&format!("B08 {name}"));
    }
}

#[test]
fn b09_semicolon_without_space() {
    let good = server().login();
    for pairs in ["a=1;NAME=GOOD", "NAME=GOOD;a=1", "a=1;NAME=GOOD;b=2"] {
        let label = format!("B09 {pairs:?}");
        server().dashboard(filled(pairs, &good)).welcomes(&label);
    }
}

#[test]
fn b10_spaces_and_tabs() {
    let good = server().login();
    let around_the_pair = ["a=1;  NAME=GOOD", "a=1;\tNAME=GOOD", "a=1; \t NAME=GOOD"];
    for pairs in around_the_pair {
        let label = format!("B10 {pairs:?}");
        server().dashboard(filled(pairs, &good)).welcomes(&label);
    }
    // Browsers never write these; RFC 6265bis trims them, an exact reader need not.
    let inside = [
        "NAME =GOOD",
        "NAME= GOOD",
        "NAME\t=\tGOOD",
        "a=1; NAME=GOOD ; b=2",
    ];
    for pairs in inside {
        let label = format!("B10 {pairs:?}");
        server()
            .dashboard(filled(pairs, &good))
            .has_one_of(&label, &[200, SUBJECT.stranger.status]);
    }
}

/// Quotes belong to the value: they are neither stripped nor a way to span pairs.
#[test]
fn b11_quotes_belong_to_the_value() {
    let good = server().login();
    for value in [
        r#""GOOD""#,
        r#""GOOD"#,
        r#"GOOD""#,
        r#"""GOOD"""#,
        "'GOOD'",
        r#"\"GOOD\""#,
        r#"GOOD"GOOD""#,
    ] {
        let label = format!("B11 {value:?}");
        let pairs = filled(&format!("NAME={value}"), &good);
        server().dashboard(pairs).turns_away(&label);
    }
}

#[test]
fn b24_empty_values_are_nobody() {
    let server = server();
    let removed = server.exchange(&Request::post("/logout").session(&server.login()));
    let removal = removed
        .logs_out("B24 logout")
        .session_cookie("B24 logout")
        .value;
    let left_by_logout = pair(&removal);
    for pairs in ["NAME=", "NAME", "NAME=\"\"", "NAME=%00", &left_by_logout] {
        server
            .dashboard(filled(pairs, ""))
            .turns_away(&format!("B24 {pairs:?}"));
    }
}

#[test]
fn b25_head_mirrors_get() {
    let server = server();
    let good = server.login();
    let cookies = [
        ("live", pair(&good), 200),
        ("none", "a=1".to_owned(), SUBJECT.stranger.status),
    ];
    for (row, cookies, status) in cookies {
        let label = format!("B25 {row}");
        let mut client = server.connect();
        let get = client
            .call(&Request::get("/dashboard").cookie(&cookies))
            .answer(&label);
        let head = client.call(&Request::new("HEAD", "/dashboard").cookie(&cookies));
        let head = head.has_status(&label, status);
        assert_eq!(
            comparable(&head),
            comparable(&get),
            "{label}: headers differ"
        );
        // A body behind the HEAD would be read as the start of this answer.
        let next = client.call(&Request::get("/dashboard").session(&good));
        next.welcomes(&format!("{label}: out of step"));
    }
}

fn comparable(response: &Response) -> Vec<(String, String)> {
    assert!(matches!(
        response.framing,
        Framing::Bodiless | Framing::Length(_)
    ));
    let mut headers = response.headers.clone();
    headers.retain(|(name, value)| {
        let length = name.eq_ignore_ascii_case("content-length");
        // RFC 9110, 9.3.2 lets HEAD leave it out; here that happens to a redirect, which has none.
        !(name.eq_ignore_ascii_case("date") || (length && value == "0"))
    });
    headers.sort();
    headers
}

#[test]
fn b26_dashboard_is_not_cached() {
    let server = server();
    let stranger = SUBJECT.stranger.status;
    for (row, cookies, status) in [
        ("live", pair(&server.login()), 200),
        ("junk", pair("x"), stranger),
        ("none", "a=1".to_owned(), stranger),
    ] {
        let label = format!("B26 {row}");
        let response = server.dashboard(cookies).has_status(&label, status);
        let no_store = response.lists("Cache-Control", "no-store");
        assert!(
            no_store,
            "{label}: expected Cache-Control: no-store, received {response}"
        );
        assert!(
            response.lists("Vary", "Cookie"),
            "{label}: expected Vary: Cookie: {response}"
        );
    }
}
