//! H: what an error tells, and what it keeps to itself.

use super::SUBJECT;
use super::harness::{Framing, Request, Response, pair, server};
use crate::subject::FORM;

/// Twelve ways to fail, with the status each must have for a client that prefers `media_type`.
fn failures(media_type: &str) -> Vec<(&'static str, Request, u16)> {
    let stranger = match media_type {
        "application/json" => 401,
        _ => SUBJECT.stranger.status,
    };
    let no_host = "GET /dashboard HTTP/1.1\r\n";
    let large = vec![b'x'; 100_000];
    let long = "a".repeat(9_000);
    vec![
        ("no session", Request::get("/dashboard"), stranger),
        (
            "forged session",
            Request::get("/dashboard").session("AAAA.BBBB"),
            stranger,
        ),
        ("unknown path", Request::get("/nope/%3Cscript%3E"), 404),
        ("longer path", Request::get("/dashboard/extra"), 404),
        ("wrong method", Request::new("DELETE", "/login"), 405),
        ("unknown method", Request::new("BREW", "/login"), 501),
        ("no host", Request::raw(no_host), 400),
        (
            "bad line",
            Request::raw("GET /dash board HTTP/1.1\r\nHost: x\r\n"),
            400,
        ),
        ("large body", Request::post("/login").body(FORM, large), 413),
        (
            "packed body",
            Request::post("/login")
                .header("Content-Encoding", "br")
                .body("a/b", "x"),
            415,
        ),
        ("long target", Request::get(&format!("/{long}")), 414),
        (
            "many headers",
            (0..150).fold(Request::get("/"), |request, _| request.header("X", "y")),
            431,
        ),
    ]
}

/// One answer per failure, for a client that prefers `media_type`.
fn failed(id: &str, media_type: &str) -> Vec<(String, Response)> {
    let fail = |(row, request, status): (&str, Request, u16)| {
        let label = format!("{id} {row}, Accept: {media_type}");
        let outcome = server().exchange(&request.header("Accept", media_type));
        (label.clone(), outcome.has_status(&label, status))
    };
    failures(media_type).into_iter().map(fail).collect()
}

#[test]
fn h01_no_internals() {
    const INTERNALS: [&str; 24] = [
        "panicked",
        "backtrace",
        "stack",
        ".rs",
        "src/",
        "::",
        "hyper",
        "tokio",
        "serde",
        "aes",
        "oxy_",
        "thread '",
        "unwrap",
        "/home",
        "/root",
        "/usr",
        "os error",
        "Err(",
        "Some(",
        "None",
        "Error {",
        "nonce",
        "decrypt",
        "<script>",
    ];
    for media_type in ["application/json", "text/html", "*/*"] {
        for (label, response) in failed("H01", media_type) {
            let text = without_explanation(&response.text());
            for word in INTERNALS {
                assert!(!text.contains(word), "{label}: tells {word:?}: {response}");
            }
        }
    }
}

/// Without the nearest routes, which a debug build names to those who develop; `tests/http/misses` shows that a release build
/// does not.
fn without_explanation(text: &str) -> String {
    let cut = |start: &str, end: &str| {
        let (before, rest) = text.split_once(start)?;
        let (_, behind) = rest.split_once(end)?;
        Some(format!("{before}{behind}"))
    };
    let list = cut("\"nearest_routes\":[", "],\"status\"");
    list.or_else(|| cut("<h2>Nearest routes</h2><ol>", "</ol>"))
        .unwrap_or_else(|| text.to_owned())
}

/// The framework's own errors come in the form that the client asked for.
#[test]
fn h01_form_by_accept() {
    let rows = [("/nope", 404), ("/login", 405)];
    for (path, status) in rows {
        let ask = |accept: &str| {
            let label = format!("H01 {path}, Accept: {accept}");
            let response = server().exchange(&Request::get(path).header("Accept", accept));
            (label.clone(), response.has_status(&label, status))
        };
        let (label, json) = ask("application/json");
        let media_type = json.header("Content-Type").unwrap_or_default();
        assert!(
            media_type.starts_with("application/problem+json"),
            "{label}: received {json}"
        );
        let problem: serde_json::Value = serde_json::from_slice(&json.body)
            .unwrap_or_else(|error| panic!("{label}: {error}: received {json}"));
        assert_eq!(problem["status"], status, "{label}: received {json}");

        let (label, html) = ask("text/html,application/xhtml+xml,*/*;q=0.8");
        let media_type = html.header("Content-Type").unwrap_or_default();
        assert!(
            media_type.starts_with("text/html"),
            "{label}: received {html}"
        );
    }
}

#[test]
fn h02_errors_are_framed() {
    for (label, response) in failed("H02", "*/*") {
        let framed = match response.framing {
            Framing::Length(_) | Framing::Chunked => true,
            Framing::Close => response.lists("Connection", "close"),
            Framing::Bodiless => false,
        };
        assert!(framed, "{label}: no framing: {response}");
    }
    let server = server();
    for (row, request, status) in [
        ("HEAD", Request::new("HEAD", "/nope"), 404),
        ("OPTIONS", Request::new("OPTIONS", "/login"), 204),
    ] {
        let label = format!("H02 {row}");
        let mut client = server.connect();
        client.call(&request).has_status(&label, status);
        client.call(&Request::get("/dashboard")).turns_away(&label);
    }
}

#[test]
fn h03_no_server_version() {
    let good = server().login();
    let page = server()
        .exchange(&Request::get("/dashboard").session(&good))
        .answer("H03 page");
    let login = server().exchange(&Request::login()).answer("H03 login");
    let served = [
        ("H03 page".to_owned(), page),
        ("H03 login".to_owned(), login),
    ];
    for (label, response) in failed("H03", "*/*").into_iter().chain(served) {
        for name in ["Server", "X-Powered-By", "Via", "X-Runtime"] {
            let value = response.header(name).unwrap_or_default();
            let telling = value.contains(|character: char| character.is_ascii_digit());
            assert!(!telling, "{label}: {name} tells a version: {response}");
        }
    }
}

/// Unknown, tampered and missing must look the same, or the answers are an oracle.
#[test]
fn h04_uniform_refusals() {
    let server = server();
    let dead = server.dead_session();
    let good = server.login();
    let (front, _) = good.split_at(good.len() - 4);
    let tampered = format!("{front}AAAA");
    let rows = [
        ("unknown", pair(&dead)),
        ("tampered", pair(&tampered)),
        ("truncated", pair(front)),
        ("no base64", pair("!!!")),
        ("empty", pair("")),
        (
            "two sessions",
            format!("{}; {}", pair(&good), pair(&server.login())),
        ),
    ];
    let pages = SUBJECT.other_changes().map(Request::post);
    for request in pages.chain([Request::get("/dashboard")]) {
        for accept in ["*/*", "text/html", "application/json"] {
            let request = request.clone().header("Accept", accept);
            let refused = |row: &str, cookies: &str| {
                let label = format!("H04 {row}, Accept: {accept}");
                let response = server.exchange(&request.clone().cookie(cookies));
                let response = response.has_one_of(&label, &[401, SUBJECT.stranger.status]);
                let headers = response.headers.into_iter();
                let headers = headers.filter(|(name, _)| !name.eq_ignore_ascii_case("date"));
                (headers.collect::<Vec<_>>(), response.body)
            };
            let missing = refused("missing", "a=1");
            for (row, cookies) in &rows {
                assert_eq!(
                    refused(row, cookies),
                    missing,
                    "H04: {row} differs from a missing cookie"
                );
            }
        }
    }
}
