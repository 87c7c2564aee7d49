//! E: methods, hosts and versions.

use super::SUBJECT;
use super::harness::{Framing, Request, pair, server};

#[test]
fn e01_unknown_paths() {
    let good = server().login();
    for path in [
        "/",
        "/nope",
        "/dashboards",
        "/dashboar",
        "/DASHBOARD",
        "/dashboard/extra",
        "/login/x",
        "/favicon.ico",
        "/?dashboard",
    ] {
        let is_root = path.split('?').next() == Some("/");
        if is_root && SUBJECT.paths("GET").any(|known| known == "/") {
            continue;
        }
        let label = format!("E01 {path}");
        let request = Request::get(path).session(&good);
        server()
            .exchange(&request)
            .has_status(&label, 404)
            .greets_nobody(&label);
    }
}

#[test]
fn e02_wrong_methods() {
    for (allowed, path) in SUBJECT.routes {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if method == *allowed {
                continue;
            }
            let label = format!("E02 {method} {path}");
            let response = server()
                .exchange(&Request::new(method, path))
                .has_status(&label, 405);
            assert!(
                response.lists("Allow", allowed),
                "{label}: expected {allowed}: {response}"
            );
            assert!(
                !response.lists("Allow", method),
                "{label}: received {response}"
            );
            response.sets_no_cookie(&label);
        }
    }
    // HEAD falls back to GET, and these routes have none.
    for path in SUBJECT.paths("POST") {
        let label = format!("E02 HEAD {path}");
        let response = server()
            .exchange(&Request::new("HEAD", path))
            .has_status(&label, 405);
        assert!(
            response.lists("Allow", "POST"),
            "{label}: received {response}"
        );
    }
}

#[test]
fn e03_options() {
    for (allowed, path) in SUBJECT.routes {
        let label = format!("E03 {path}");
        let response = server()
            .exchange(&Request::new("OPTIONS", path))
            .has_status(&label, 204);
        assert!(
            response.lists("Allow", allowed),
            "{label}: expected {allowed}: {response}"
        );
        response.sets_no_cookie(&label);
    }
    server()
        .exchange(&Request::new("OPTIONS", "/nope"))
        .has_status("E03 unknown path", 404);
    let of_the_server = server().exchange(&Request::new("OPTIONS", "*"));
    of_the_server.has_one_of("E03 *", &[200, 204, 400, 404, 405]);
}

#[test]
fn e04_unknown_methods() {
    const CANARY: &str = "canary-4711";
    for method in ["FOO", "BREW", "PROPFIND", "get", "Post", "GETGET", "X-Y"] {
        let label = format!("E04 {method}");
        let request = Request::new(method, "/dashboard").header("X-Canary", CANARY);
        let response = server().exchange(&request).has_status(&label, 501);
        assert!(
            !response.text().contains(CANARY),
            "{label}: echoes: {response}"
        );
    }
    for (method, target) in [
        ("TRACE", "/dashboard"),
        ("TRACE", "/"),
        ("CONNECT", "/dashboard"),
        ("CONNECT", "example.com:443"),
    ] {
        let label = format!("E04 {method} {target}");
        let request = Request::new(method, target).header("X-Canary", CANARY);
        let response = server()
            .exchange(&request)
            .has_one_of(&label, &[400, 403, 404, 405, 501]);
        assert!(
            !response.text().contains(CANARY),
            "{label}: echoes: {response}"
        );
    }
}

/// A request with exactly these header lines.
fn with_lines(start: &str, lines: &[&str]) -> Request {
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    Request::raw(format!("{start}\r\n{lines}"))
}

#[test]
fn e05_host_rules() {
    let good = server().login();
    let cookie = format!("Cookie: {}", pair(&good));
    let refused: [&[&str]; 9] = [
        &[],
        &["Host: 127.0.0.1", "Host: 127.0.0.1"],
        &["Host: 127.0.0.1", "Host: evil.example"],
        &["Host: 127.0.0.1", "X-A: b", "hOsT: evil.example"],
        &["Host:", "Host: 127.0.0.1"],
        &["Host: 127.0.0.1 evil.example"],
        &["Host: 127.0.0.1/path"],
        &["Host: 127.0.0.1, evil.example"],
        &["X-Host: 127.0.0.1"],
    ];
    for hosts in refused {
        let lines = [hosts, &[cookie.as_str()]].concat();
        let label = format!("E05 {hosts:?}");
        let request = with_lines("GET /dashboard HTTP/1.1", &lines);
        server()
            .exchange(&request)
            .has_status(&label, 400)
            .greets_nobody(&label);
        let login = server().exchange(&with_lines("POST /login HTTP/1.1", &lines));
        login.has_status(&label, 400).sets_no_cookie(&label);
    }
    for host in ["Host: localhost", "host:127.0.0.1:8080", "HOST: [::1]:8080"] {
        let label = format!("E05 {host:?}");
        let request = with_lines("GET /dashboard HTTP/1.1", &[host, &cookie]);
        server().exchange(&request).welcomes(&label);
    }
}

#[test]
fn e06_http_1_0() {
    let good = server().login();
    let cookie = format!("Cookie: {}", pair(&good));
    for lines in [vec![&*cookie], vec!["Host: 127.0.0.1", &cookie]] {
        let label = format!("E06 {} header lines", lines.len());
        let request = with_lines("GET /dashboard HTTP/1.0", &lines);
        let responses = server().converse(&label, request.bytes());
        let [response] = &responses[..] else {
            panic!("{label}: received {responses:?}")
        };
        let fits = response.shows(&SUBJECT.welcome);
        assert!(fits, "{label}: received {response}");
        assert_ne!(
            response.framing,
            Framing::Chunked,
            "{label}: received {response}"
        );
    }
}

/// Whatever the line is, it is not `GET /dashboard` and must not be answered as if it were.
const REQUEST_LINES: [&[u8]; 20] = [
    b"GET  /dashboard HTTP/1.1",
    b"GET /dashboard  HTTP/1.1",
    b"GET\t/dashboard\tHTTP/1.1",
    b"GET /dashboard",
    b"GET /dash board HTTP/1.1",
    b"GET /dashboard HTTP/1.1 extra",
    b"GET /dashboard HTTP/1.10",
    b"GET /dashboard HTTP/2.0",
    b"GET /dashboard HTTP/9.9",
    b"GET /dashboard HTTP/1",
    b"GET /dashboard http/1.1",
    b"GET /dashboard XTTP/1.1",
    b"GET /dashboard HTTP/1.1\x00",
    b"GET /dash\x00board HTTP/1.1",
    b"GET dashboard HTTP/1.1",
    b"GET * HTTP/1.1",
    b"GET /dashboard\x0bHTTP/1.1",
    b"G@T /dashboard HTTP/1.1",
    b"/dashboard HTTP/1.1",
    b"GET",
];

#[test]
fn e07_bad_request_lines() {
    let good = server().login();
    for line in REQUEST_LINES {
        let label = format!("E07 {}", line.escape_ascii());
        let headers = format!("\r\nHost: 127.0.0.1\r\nCookie: {}\r\n\r\n", pair(&good));
        let outcome = server().send([line, headers.as_bytes()].concat());
        outcome.refused_with(&label, &[400, 404, 501, 505]);
    }
    server().knows("E07 afterwards", &good);
}

#[test]
fn e08_absolute_form() {
    let good = server().login();
    for target in [
        "http://127.0.0.1/dashboard",
        "http://127.0.0.1:8080/dashboard?a=b",
        "HTTP://127.0.0.1/dashboard",
    ] {
        let label = format!("E08 {target}");
        let request = Request::get(target).session(&good);
        server().exchange(&request).welcomes(&label);
    }
    let unknown = Request::get("http://127.0.0.1/nope").session(&good);
    server()
        .exchange(&unknown)
        .has_status("E08 unknown path", 404);
    let no_host = with_lines("GET http://127.0.0.1/dashboard HTTP/1.1", &[]);
    server()
        .exchange(&no_host)
        .has_status("E08 without Host", 400);
}
