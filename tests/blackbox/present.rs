//! B: how a request presents the cookie, and what its readers are told.

use crate::harness::{Framing, Request, Response, WELCOME, server};

#[test]
fn b01_without_a_cookie() {
    let response = server()
        .exchange(&Request::get("/dashboard"))
        .has_status("B01", 401);
    assert_eq!(
        response.text(),
        "Unauthorized - Please Login",
        "B01: received {response}"
    );
}

#[test]
fn b02_with_a_live_session() {
    let server = server();
    let good = server.login();
    for round in 0..3 {
        server.knows(&format!("B02 round {round}"), &good);
    }
}

#[test]
fn b03_challenge_of_the_401() {
    let response = server()
        .exchange(&Request::get("/dashboard"))
        .has_status("B03", 401);
    let challenges = response.all("WWW-Authenticate");
    assert_eq!(
        challenges,
        [r#"Cookie realm="session""#],
        "B03: received {response}"
    );
}

#[test]
fn b04_anonymous_requests_create_nothing() {
    let rows = [
        ("dashboard", Request::get("/dashboard"), 401),
        ("head", Request::new("HEAD", "/dashboard"), 401),
        ("empty cookie", Request::get("/dashboard").cookie(""), 401),
        (
            "other cookie",
            Request::get("/dashboard").cookie("theme=dark"),
            401,
        ),
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
}

/// The test cannot seal, so an id that the store does not know is one that was logged out.
#[test]
fn b05_unknown_session_is_not_adopted() {
    let server = server();
    let dead = server.dead_session();
    for round in 0..2 {
        let label = format!("B05 round {round}");
        let response = server
            .dashboard(format!("session_id={dead}"))
            .has_status(&label, 401);
        response.sets_no_cookie(&label);
    }
}

#[test]
fn b08_header_name_in_any_case() {
    let good = server().login();
    for name in ["COOKIE", "cookie", "cOoKiE"] {
        let request = Request::get("/dashboard").header(name, format!("session_id={good}"));
        server()
            .exchange(&request)
            .has_status(&format!("B08 {name}"), 200);
    }
}

#[test]
fn b09_semicolon_without_space() {
    let good = server().login();
    for pairs in [
        "a=1;session_id=G",
        "session_id=G;a=1",
        "a=1;session_id=G;b=2",
    ] {
        let label = format!("B09 {pairs:?}");
        server()
            .dashboard(pairs.replace('G', &good))
            .has_status(&label, 200);
    }
}

#[test]
fn b10_spaces_and_tabs() {
    let good = server().login();
    let around_the_pair = [
        "a=1;  session_id=G",
        "a=1;\tsession_id=G",
        "a=1; \t session_id=G",
    ];
    for pairs in around_the_pair {
        let label = format!("B10 {pairs:?}");
        server()
            .dashboard(pairs.replace('G', &good))
            .has_status(&label, 200);
    }
    // Browsers never write these; RFC 6265bis trims them, an exact reader need not.
    let inside = [
        "session_id =G",
        "session_id= G",
        "session_id\t=\tG",
        "a=1; session_id=G ; b=2",
    ];
    for pairs in inside {
        let label = format!("B10 {pairs:?}");
        server()
            .dashboard(pairs.replace('G', &good))
            .has_one_of(&label, &[200, 401]);
    }
}

/// Quotes belong to the value: they are neither stripped nor a way to span pairs.
#[test]
fn b11_quotes_belong_to_the_value() {
    let good = server().login();
    for pair in [
        r#""G""#, r#""G"#, r#"G""#, r#"""G"""#, "'G'", r#"\"G\""#, r#"G"G""#,
    ] {
        let label = format!("B11 {pair:?}");
        let value = format!("session_id={}", pair.replace('G', &good));
        server().dashboard(value).has_status(&label, 401);
    }
}

#[test]
fn b24_empty_values_are_nobody() {
    let server = server();
    let removed = server.exchange(&Request::post("/logout").session(&server.login()));
    let removal = removed
        .has_status("B24 logout", 200)
        .only_cookie("B24 logout")
        .value;
    let left_by_logout = format!("session_id={removal}");
    for pairs in [
        "session_id=",
        "session_id",
        "session_id=\"\"",
        "session_id=%00",
        &left_by_logout,
    ] {
        server
            .dashboard(pairs)
            .has_status(&format!("B24 {pairs:?}"), 401);
    }
}

#[test]
fn b25_head_mirrors_get() {
    let server = server();
    let good = server.login();
    let cookies = [
        ("live", format!("session_id={good}"), 200),
        ("none", "a=1".to_owned(), 401),
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
        assert_eq!(
            next.has_status(&label, 200).text(),
            WELCOME,
            "{label}: out of step"
        );
    }
}

fn comparable(response: &Response) -> Vec<(String, String)> {
    assert!(matches!(
        response.framing,
        Framing::Bodiless | Framing::Length(_)
    ));
    let stable = response
        .headers
        .iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case("date"));
    let mut headers: Vec<_> = stable.cloned().collect();
    headers.sort();
    headers
}

#[test]
fn b26_dashboard_is_not_cached() {
    let server = server();
    let good = format!("session_id={}", server.login());
    for (row, cookies, status) in [
        ("live", &*good, 200),
        ("junk", "session_id=x", 401),
        ("none", "a=1", 401),
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
