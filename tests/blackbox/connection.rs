//! G: pipelines, keep-alive and ends.

use super::SUBJECT;
use super::harness::{Request, server};
use super::smuggling::inner_request;
use crate::subject::FORM;

/// Requests with answers that tell them apart.
fn distinct_requests(good: &str) -> [(Request, u16); 5] {
    [
        (Request::get("/dashboard").session(good), 200),
        (Request::get("/nope"), 404),
        (Request::get("/dashboard"), SUBJECT.stranger.status),
        (Request::new("PUT", "/dashboard"), 405),
        (
            Request::get("/dashboard").session("tampered"),
            SUBJECT.stranger.status,
        ),
    ]
}

#[test]
fn g01_twenty_pipelined_in_order() {
    let good = server().login();
    let requests = distinct_requests(&good);
    // 7 and 5 have no common factor: all kinds come up, in no simple rhythm.
    let order: Vec<usize> = (0..20)
        .map(|index| (index * 7 + index / 5) % requests.len())
        .collect();
    let bytes: Vec<u8> = order
        .iter()
        .flat_map(|&kind| requests[kind].0.bytes())
        .collect();
    let mut client = server().connect();
    client.try_send(bytes);
    for (position, &kind) in order.iter().enumerate() {
        let label = format!("G01 answer {position}");
        let response = client.receive().has_status(&label, requests[kind].1);
        assert_eq!(
            response.shows(&SUBJECT.welcome),
            kind == 0,
            "{label}: received {response}"
        );
    }
    client
        .call(&Request::get("/nope"))
        .has_status("G01 afterwards", 404);
}

#[test]
fn g02_kept_after_errors() {
    let good = server().login();
    for (request, status) in distinct_requests(&good) {
        let label = format!("G02 after {status}");
        let mut client = server().connect();
        for round in 0..3 {
            client
                .call(&request)
                .has_status(&format!("{label}, round {round}"), status);
            let page = client.call(&Request::get("/dashboard").session(&good));
            page.welcomes(&label);
        }
    }
}

/// Nothing is processed behind a request that asked to close.
#[test]
fn g03_close_is_honoured() {
    let server = server();
    let good = server.login();
    let rows = [
        (
            "dashboard",
            Request::get("/dashboard"),
            SUBJECT.stranger.status,
        ),
        ("login", Request::login(), SUBJECT.logged_in.status),
        ("unknown path", Request::get("/nope"), 404),
        ("wrong method", Request::get("/login"), 405),
        (
            "with a body",
            Request::post("/logout").body("text/plain", "x"),
            SUBJECT.logged_out.status,
        ),
    ];
    for (row, request, status) in rows {
        for lines in [
            &["close"][..],
            &["Close"],
            &["keep-alive, close"],
            &["close", "keep-alive"],
            &["x", "close"],
        ] {
            let label = format!("G03 {row}, Connection: {lines:?}");
            let add = |request: Request, line: &&str| request.header("Connection", line);
            let request = lines.iter().fold(request.clone(), add);
            let bytes = [request.bytes(), inner_request(&good)].concat();
            let responses = server.converse(&label, bytes);
            let [response] = &responses[..] else {
                panic!("{label}: received {responses:?}")
            };
            assert_eq!(response.status, status, "{label}: received {response}");
            assert!(
                response.lists("Connection", "close"),
                "{label}: received {response}"
            );
        }
    }
}

#[test]
fn g04_byte_by_byte() {
    let good = server().login();
    let body = SUBJECT.login_body();
    let chunked = format!("{:x};a=b\r\n{body}\r\n0\r\nX-A: b\r\n\r\n", body.len());
    let rows = [
        ("dashboard", Request::get("/dashboard").session(&good), 200),
        (
            "length",
            Request::post("/login").body(FORM, body),
            SUBJECT.logged_in.status,
        ),
        (
            "chunked",
            Request::chunked_login(chunked),
            SUBJECT.logged_in.status,
        ),
        ("unknown path", Request::get("/nope"), 404),
    ];
    let mut client = server().connect();
    for (row, request, status) in rows {
        for byte in request.bytes() {
            client.try_send([byte]);
        }
        client.receive().has_status(&format!("G04 {row}"), status);
    }
}

/// Who says that nothing more will come has left, as far as the server sees: what it answers all the same is right, and
/// the connection ends.
#[test]
fn g09_half_closed() {
    let server = server();
    let good = server.login();
    for (row, request, status) in [
        ("a page", Request::get("/dashboard").session(&good), 200),
        ("an unknown path", Request::get("/nope"), 404),
        ("a login", Request::login(), SUBJECT.logged_in.status),
    ] {
        // What comes in one piece with its end, and what does not; it is chance what the server sees first.
        for (count, padding) in [(1, 0), (3, 0), (1, 500), (1, 5_000), (3, 5_000)] {
            let label = format!("G09 {row}, {count} at once, longer by {padding}");
            let request = request.clone().header("X-Padding", "x".repeat(padding));
            let mut client = server.connect();
            client.try_send(request.bytes().repeat(count));
            client.finish_sending();
            let answers = client.until_closed(&label);
            assert!(answers.len() <= count, "{label}: {answers:?}");
            for answer in answers {
                assert_eq!(answer.status, status, "{label}");
            }
        }
    }
    for part in [
        "",
        "GET /dash",
        "GET /dashboard HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    ] {
        let label = format!("G09 {part:?}");
        let mut client = server.connect();
        client.try_send(part);
        client.finish_sending();
        client.receive().refused_with(&label, &[400, 408]);
    }
    server.is_alive("G09");
}
